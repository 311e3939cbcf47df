import { type Explanation, mostImportant } from '../classifier/explain';
import { escapeHtml } from '../html';
import { axis, type Chart, COLORS, color, frame } from './chart';
import { HIGHLIGHTED_STYLE } from './dark-page';
import type { MarkedText } from './show';

const [FOR, AGAINST] = COLORS;
/**
 * The importance at which a word has its full color. One word rarely changes the probability by
 * more.
 */
const FULL = 0.25;
/** Words up to this share of the full color count as not highlighted. */
const FAINT = 0.1;
const WORDS_ON_AXIS = 50;

/**
 * Returns a text as HTML in which each word is highlighted by its importance: how much the
 * predicted probability drops without it. Words that support the predicted class are blue; words
 * that contradict it are vermillion and underlined. On pages without colors, such as GitHub's,
 * they are bold or italic. A word's tooltip shows the numbers. The background is white and opaque,
 * so that the text is readable on a dark page too.
 */
export function explainedText(explanation: Explanation): MarkedText {
  const { label, tokens, unknown, probability, after, importance } = explanation;
  const shown = tokens.map((word, at) => {
    const moved = importance[at]!;
    const title = `after it: ${percent(after[at]!)} ${label}; without it: ${points(-moved)} points${unknown[at] ? '; an unknown word' : ''}`;
    return marked(word, moved, title);
  });
  const html =
    `<div style="${HIGHLIGHTED_STYLE};padding:12px 14px;border-radius:4px;font:15px/1.9 Helvetica,Arial,sans-serif">` +
    `<div style="font-size:13px;margin-bottom:6px"><b>${percent(probability)} ${escapeHtml(label)}</b>; highlighted: words ` +
    `${marked('for it', FULL / 2)} and ${marked('against it', -FULL / 2)}</div>${shown.join(' ')}</div>`;
  const effects = mostImportant({ importance }, 3).map(
    (at) => `${tokens[at]} ${points(importance[at]!)} points`,
  );
  const alt = `${percent(probability)} ${label}: ${tokens.join(' ')}. Most important: ${effects.join(', ')}.`;
  return { html, alt };
}

/**
 * Returns a chart of the probability by word: of the text up to each word, and of the text from
 * each word on.
 */
export function probabilityByWord(
  { label, tokens, after, from, probability }: Explanation,
  { title = 'The prediction up to each word, and from it on' } = {},
): Chart {
  const positions = tokens.map((_, at) => at + 1);
  const xaxis = axis('word');
  return {
    data: Object.entries({ 'up to the word': after, 'from the word on': from }).map(([name, values], n) => ({
      type: 'scatter',
      mode: tokens.length > WORDS_ON_AXIS ? 'lines' : 'lines+markers',
      name,
      x: positions,
      y: values.map((p) => 100 * p),
      text: tokens.map(escapeHtml),
      hovertemplate: `%{text}, text ${name}: %{y:.0f} %<extra></extra>`,
      line: { color: color(n), width: 2, dash: n === 0 ? 'solid' : 'dot' },
    })),
    layout: {
      ...frame(title, {
        xaxis:
          tokens.length > WORDS_ON_AXIS
            ? xaxis
            : {
                ...xaxis,
                tickmode: 'array',
                tickvals: positions,
                ticktext: tokens.map(escapeHtml),
                tickangle: -60,
              },
        yaxis: axis(`probability of ${label} (%)`, [0, 100]),
      }),
    },
    alt:
      `${title}: the probability of ${label} over ${tokens.length} tokens. Of the text up to a word from ${percent(after[0]!)} to ` +
      `${percent(probability)}, of the text from a word on from ${percent(from[0]!)} to ${percent(from.at(-1)!)}.`,
  };
}

/** Returns a word as HTML, highlighted by its importance. */
function marked(word: string, importance: number, title?: string): string {
  const share = Math.min(1, Math.abs(importance) / FULL);
  const strength = Math.round(0.55 * share * 255)
    .toString(16)
    .padStart(2, '0');
  const ground = `background:${importance > 0 ? FOR : AGAINST}${strength};border-radius:3px;padding:1px 2px`;
  const line = importance < 0 && share > FAINT ? ';text-decoration:underline dotted' : '';
  const tag = share <= FAINT ? 'span' : importance > 0 ? 'b' : 'i';
  const about = title === undefined ? '' : ` title="${escapeHtml(title)}"`;
  return `<${tag}${about} style="font-weight:normal;font-style:normal;${ground}${line}">${escapeHtml(word)}</${tag}>`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function points(share: number): string {
  const rounded = Math.round(100 * share);
  return rounded > 0 ? `+${rounded}` : `${rounded === 0 ? 0 : rounded}`.replace('-', '−');
}
