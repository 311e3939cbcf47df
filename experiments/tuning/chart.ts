import { escapeHtml } from '../../lib/html';
import { COLORS, INK, shown } from '../../lib/plots/chart';
import type { Drawing } from '../../lib/plots/drawing';
import type { Importance } from '../../lib/tuning/importance';
import type { Hyperparameter, ParameterRange, SearchSpace } from '../../lib/tuning/search-space';
import { written } from '../runs/flags';

const WIDTH = 760;
const PANEL = { height: 150, left: 80, right: 30 };
const TOP = 60;
const BELOW = 74; // pixels from one panel to the next: labels and a title
const GRID = '#E3E3E3';

/** A trial in the chart. */
export interface ChartTrial {
  hyperparameters: Readonly<Record<string, Hyperparameter>>;
  /** The validation loss after the first rung; `Infinity` if it failed. */
  loss: number;
  /** Whether it was trained in full. */
  isComplete: boolean;
}

/**
 * Returns a chart of what mattered: for each hyperparameter, a panel with the validation loss of
 * each trial over the value (a slice plot). The hyperparameter that explains most comes first.
 */
export function tuningChart(
  space: SearchSpace,
  trials: readonly ChartTrial[],
  importances: readonly Importance[],
): Drawing {
  const known = importances.map(({ name }) => name);
  const names = [...known, ...Object.keys(space).filter((name) => !known.includes(name))];
  const losses = trials.map(({ loss }) => loss).filter(Number.isFinite);
  // If all have failed, the range is that of no trial: all are drawn above it.
  const y =
    losses.length === 0 ? { from: 0, to: 1 } : { from: Math.min(...losses), to: percentile(losses, 0.95) };
  const sentences = names.map((name) => importanceText(name, importances));
  const panels = names.map((name, n) => {
    const top = TOP + n * (PANEL.height + BELOW) + 20;
    return panel(name, space[name]!, trials, { top, y, title: sentences[n]! });
  });
  const height = TOP + names.length * (PANEL.height + BELOW);
  const alt = `Validation loss of ${trials.length} trials over each hyperparameter. ${sentences.join('. ')}.`;
  const title = 'Validation loss of each trial';
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" style="max-width:100%;height:auto" role="img" ` +
    `aria-label="${escapeHtml(alt)}" font-family="Helvetica, Arial, sans-serif" font-size="12" fill="${INK}">` +
    '<rect width="100%" height="100%" fill="#FFFFFF"/>' +
    text(title, WIDTH / 2, 26, 'middle', 17) +
    text(
      'filled: trained in full; above the line at the top: failed, or far worse',
      WIDTH / 2,
      46,
      'middle',
    ) +
    panels.join('') +
    '</svg>\n';
  return { svg, alt };
}

/** Returns what a hyperparameter explains, as a sentence without its end. */
export function importanceText(name: string, importances: readonly Importance[]): string {
  const found = importances.find((importance) => importance.name === name);
  if (!found) return `${name}: too few trials to say`;
  const chance = found.p < 0.05 ? '' : ', which chance can do, too';
  return `${name} alone explains ${Math.round(100 * found.share)} % (p = ${found.p.toFixed(3)})${chance}`;
}

interface PanelPlace {
  top: number;
  y: { from: number; to: number };
  title: string;
}

function panel(
  name: string,
  range: ParameterRange,
  trials: readonly ChartTrial[],
  { top, y, title }: PanelPlace,
): string {
  const bottom = top + PANEL.height;
  const right = WIDTH - PANEL.right;
  const yOf = (loss: number) => {
    const share = (Math.min(loss, y.to) - y.from) / (y.to - y.from || 1);
    return loss > y.to ? top - 6 : round(bottom - 8 - share * (PANEL.height - 16));
  };
  const { place, ticks } = scaleOf(range);
  const xOf = (value: Hyperparameter) => round(PANEL.left + 20 + place(value) * (right - PANEL.left - 40));
  const marks = trials.map(({ hyperparameters, loss, isComplete }) => {
    const at = `cx="${xOf(hyperparameters[name]!)}" cy="${yOf(loss)}"`;
    return `<circle ${at} r="4" stroke="${COLORS[0]}" stroke-width="1.5" fill="${isComplete ? COLORS[0] : '#FFFFFF'}"/>`;
  });
  const labels = ticks.map((value) => text(written(value), xOf(value), bottom + 16, 'middle'));
  const levels = [y.from, y.to].map(
    (loss) =>
      `<path d="M${PANEL.left} ${yOf(loss)}H${right}" stroke="${GRID}"/>` +
      text(shown(loss, 3), PANEL.left - 8, yOf(loss) + 4, 'end'),
  );
  const frame = `<path d="M${PANEL.left} ${top}V${bottom}H${right}" fill="none" stroke="${INK}"/>`;
  const heading = `<g font-weight="bold">${text(title, PANEL.left, top - 14, 'start')}</g>`;
  return [...levels, frame, heading, ...labels, ...marks].join('');
}

/** Returns where the values of a range lie, from 0 to 1, and those that get labels. */
function scaleOf(range: ParameterRange): { place(value: Hyperparameter): number; ticks: Hyperparameter[] } {
  if (range.kind === 'choice') {
    const { values } = range;
    const between = values.length - 1;
    return { place: (value) => values.indexOf(value) / between, ticks: [...values] };
  }
  const { from, to, scale } = range;
  const unit = scale === 'log' ? Math.log : (value: number) => value;
  const share = (value: number) => (unit(value) - unit(from)) / (unit(to) - unit(from));
  const middle = scale === 'log' ? Math.sqrt(from * to) : (from + to) / 2;
  return {
    place: (value) => share(Number(value)),
    ticks: [from, range.kind === 'number' ? Number(middle.toPrecision(2)) : Math.round(middle), to],
  };
}

function text(content: string, x: number, y: number, anchor: 'start' | 'middle' | 'end', size = 12): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}">${escapeHtml(content)}</text>`;
}

/** Returns the value below which this share of the values lies. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
