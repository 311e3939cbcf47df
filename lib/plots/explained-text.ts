import { escapeHtml } from '../html';
import { type Explanation, weightiest } from '../scoring/explain';
import { axis, type Chart, COLOURS, colour, frame } from './chart';
import type { MarkedText } from './show';

const [FOR, AGAINST] = COLOURS;
/** Importance at which a word has its full colour: what one word can move at most is rarely more. */
const FULL = 0.25;
const WORDS_ON_AXIS = 40;

/**
 * Returns a text as HTML in which each word is marked by what the answer would lose without it: blue where it speaks for the
 * class, vermillion and underlined where it speaks against it. A word's title says both numbers. The ground is white and
 * opaque, so that it reads on a dark page, too.
 *
 * @param label the class that was asked about
 */
export function explainedText(
  { words, unknown, probability, after, importance }: Explanation,
  label = 'positive',
): MarkedText {
  const marked = words.map((word, at) => {
    const moved = importance[at]!;
    const title = `after it: ${percent(after[at]!)} ${label}; without it: ${points(-moved)} points${unknown[at] ? '; an unknown word' : ''}`;
    return `<span title="${escapeHtml(title)}" style="${styleOf(moved)}">${escapeHtml(word)}</span>`;
  });
  const html =
    `<div style="background:#FFFFFF;color:#222222;padding:12px 14px;border-radius:4px;font:15px/1.9 Helvetica,Arial,sans-serif">` +
    `<div style="font-size:13px;margin-bottom:6px"><b>${percent(probability)} ${escapeHtml(label)}</b>; marked: words that speak ` +
    `<span style="${styleOf(FULL / 2)}">for it</span> and <span style="${styleOf(-FULL / 2)}">against it</span></div>` +
    `${marked.join(' ')}</div>`;
  const effects = weightiest({ importance }, 3).map((at) => `${words[at]} ${points(importance[at]!)} points`);
  const alt = `${percent(probability)} ${label}: ${words.join(' ')}. What moves it most: ${effects.join(', ')}.`;
  return { html, alt };
}

/** Returns the probability after every word as a chart. */
export function probabilityByWord(
  { words, after, probability }: Explanation,
  { title = 'The answer while the text is read', label = 'positive' } = {},
): Chart {
  const positions = words.map((_, at) => at + 1);
  const xaxis = axis('words read');
  return {
    data: [
      {
        type: 'scatter',
        mode: words.length > WORDS_ON_AXIS ? 'lines' : 'lines+markers',
        x: positions,
        y: after.map((p) => 100 * p),
        text: words.map(escapeHtml),
        hovertemplate: '%{text}: %{y:.0f} %<extra></extra>',
        line: { color: colour(0), width: 2 },
      },
    ],
    layout: {
      ...frame(title, {
        xaxis:
          words.length > WORDS_ON_AXIS
            ? xaxis
            : {
                ...xaxis,
                ...{
                  tickmode: 'array',
                  tickvals: positions,
                  ticktext: words.map(escapeHtml),
                  tickangle: -60,
                },
              },
        yaxis: axis(`probability of ${label} (%)`, [0, 100]),
      }),
      showlegend: false,
    },
    alt: `${title}: the probability of ${label} over ${words.length} words, at the end ${percent(probability)}.`,
  };
}

function styleOf(importance: number): string {
  const share = Math.min(1, Math.abs(importance) / FULL);
  const strength = Math.round(0.55 * share * 255)
    .toString(16)
    .padStart(2, '0');
  const ground = `background:${importance > 0 ? FOR : AGAINST}${strength};border-radius:3px;padding:1px 2px`;
  return importance < 0 && share > 0.1 ? `${ground};text-decoration:underline dotted` : ground;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function points(share: number): string {
  const rounded = Math.round(100 * share);
  return rounded > 0 ? `+${rounded}` : `${rounded === 0 ? 0 : rounded}`.replace('-', '−');
}
