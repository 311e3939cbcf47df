import { escapeHtml } from '../../lib/html';
import { type Exercise, functionOf, numberOf } from '../exercises/catalog';
import type { Grade, Status } from './grade';
import { SIGNS } from './table';

/**
 * Backgrounds of white text, readable on light and dark pages. All other text has the page's
 * color.
 */
const COLORS: Record<Status, string> = { done: '#007A58', failing: '#B84F00', 'not started': '#6B6B6B' };
const LABELS: Record<Status, string> = {
  done: `${SIGNS.done} done`,
  failing: `${SIGNS.failing} not yet`,
  'not started': 'not started',
};

/**
 * Returns a grade as HTML for a notebook: the result or what is wrong, the hints, folded, one
 * inside the other, and a link to the file. All text is escaped.
 *
 * @param asked the solution, which is shown folded, or why it is not shown yet
 */
export function gradeCard(
  { exercise, status, points, message = '', place, printed }: Grade,
  asked: { solution?: string; refused?: string } = {},
): string {
  const color = COLORS[status];
  const file = `exercises/${exercise.name}.ts`;
  const link = `<a href="../${file}" style="color: inherit; text-decoration: underline">${file}</a>`;
  const code =
    'white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; margin: 8px 0; padding: 8px; font-size: 0.95em; ' +
    'color: var(--jp-content-font-color1, inherit); background: var(--jp-layout-color2, rgba(128, 128, 128, 0.15))';
  const at = place ? `\n(${place})` : '';
  const output = printed ? `It printed:<pre style="${code}">${escapeHtml(printed)}</pre>` : '';
  const body: Record<Status, string> = {
    done: `All tests pass: ${points} of ${exercise.points} points.`,
    failing: `<pre style="${code}">${escapeHtml(message + at)}</pre>${output}Change ${link}, save it, and run this cell again.`,
    'not started': `About ${exercise.minutes} minutes. Open ${link}, ${task(exercise)}, save it, and run this cell again.`,
  };
  const hints = status === 'done' ? '' : hintGroups(exercise).map(foldedHints).join('');
  const { solution, refused } = asked;
  const shown = solution === undefined ? '' : foldedSolution(solution, code);
  const notShown = refused === undefined ? '' : `<div style="margin-top: 6px">${escapeHtml(refused)}</div>`;
  return (
    `<div style="border-left: 5px solid ${color}; padding: 6px 14px; margin: 4px 0; max-width: 760px; line-height: 1.5">` +
    `<div><strong>Exercise ${numberOf(exercise)}: ${escapeHtml(exercise.title)}</strong> ` +
    `<span style="background: ${color}; color: #ffffff; border-radius: 3px; padding: 1px 8px; margin-left: 6px; white-space: nowrap">${LABELS[status]}</span></div>` +
    `<div style="margin-top: 4px">${body[status]}</div>${hints}${shown}${notShown}</div>`
  );
}

/** Returns what to do with the stub. */
function task({ bugHunt }: Exercise): string {
  return bugHunt
    ? 'find the bugs in it and fix them'
    : 'put your code where it throws <code style="white-space: nowrap">not written yet</code>';
}

interface HintGroup {
  /** The function that the hints are for, if the exercise has several. */
  about?: string;
  hints: string[];
}

/** Groups hints by the function that they are for, so that each group can be opened alone. */
function hintGroups(exercise: Exercise): HintGroup[] {
  const groups = new Map<string | undefined, string[]>();
  for (const hint of exercise.hints) {
    const about = functionOf(hint, exercise);
    groups.set(about, [...(groups.get(about) ?? []), about ? hint.slice(`${about}: `.length) : hint]);
  }
  return [...groups].map(([about, hints]) => ({ about, hints }));
}

/** Returns folded hints, each inside the one before, so that they are read in order. */
function foldedHints({ about, hints }: HintGroup): string {
  const first = about ? `A hint for <code>${escapeHtml(about)}</code>` : 'A hint';
  return hints.reduceRight(
    (inner, hint, n) => foldedHint(inner, hint, n, n === 0 ? first : 'One more hint'),
    '',
  );
}

function foldedHint(inner: string, hint: string, n: number, title: string): string {
  const words = escapeHtml(hint).replace(/`([^`]+)`/g, '<code>$1</code>');
  return (
    `<details style="margin: 6px 0 0 ${n === 0 ? 0 : 12}px"><summary style="cursor: pointer">${title}</summary>` +
    `<div style="margin: 4px 0 0 12px">${words}</div>${inner}</details>`
  );
}

function foldedSolution(solution: string, code: string): string {
  return (
    `<details style="margin: 6px 0 0 0"><summary style="cursor: pointer">A solution</summary>` +
    `<pre style="${code}; white-space: pre; overflow-wrap: normal; overflow-x: auto">${escapeHtml(solution)}</pre></details>`
  );
}
