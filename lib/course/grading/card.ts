import { escapeHtml } from '../../html';
import { type Exercise, numberOf } from '../exercises/catalogue';
import type { Grade, Status } from './grade';

/** With white text on them they read on light and on dark pages; all other text takes the page's own colour. */
const COLOURS: Record<Status, string> = { done: '#007A58', failing: '#B84F00', 'not started': '#6B6B6B' };
const SIGNS: Record<Status, string> = { done: '✓ done', failing: '✗ not yet', 'not started': 'not started' };

/**
 * Returns a grade as a piece of HTML for a notebook: what passed or what is wrong, the hints folded away one
 * behind the other, and a link to the file. All text is escaped.
 *
 * @param solution is shown folded away, whatever the grade
 */
export function gradeCard(
  { exercise, status, points, message = '', place, printed }: Grade,
  solution?: string,
): string {
  const colour = COLOURS[status];
  const file = `exercises/${exercise.name}.ts`;
  const link = `<a href="../${file}" style="color: inherit; text-decoration: underline">${file}</a>`;
  const code =
    'white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; margin: 8px 0; padding: 8px; font-size: 0.95em; ' +
    'color: var(--jp-content-font-color1, inherit); background: var(--jp-layout-color2, rgba(128, 128, 128, 0.15))';
  const at = place ? `\n(${place})` : '';
  const said = printed ? `It printed:<pre style="${code}">${escapeHtml(printed)}</pre>` : '';
  const body: Record<Status, string> = {
    done: `All tests pass: ${points} of ${exercise.points} points.`,
    failing: `<pre style="${code}">${escapeHtml(message + at)}</pre>${said}Change ${link}, save it, and run this cell again.`,
    'not started': `About ${exercise.minutes} minutes. Open ${link}, ${task(exercise)}, save it, and run this cell again.`,
  };
  const hints = status === 'done' ? '' : exercise.hints.reduceRight(foldedHint, '');
  const shown = solution === undefined ? '' : foldedSolution(solution, code);
  return (
    `<div style="border-left: 5px solid ${colour}; padding: 6px 14px; margin: 4px 0; max-width: 760px; line-height: 1.5">` +
    `<div><strong>Exercise ${numberOf(exercise)}: ${escapeHtml(exercise.title)}</strong> ` +
    `<span style="background: ${colour}; color: #ffffff; border-radius: 3px; padding: 1px 8px; margin-left: 6px; white-space: nowrap">${SIGNS[status]}</span></div>` +
    `<div style="margin-top: 4px">${body[status]}</div>${hints}${shown}</div>`
  );
}

/** What is to be done with the stub. */
function task({ mend }: Exercise): string {
  return mend
    ? 'find the bugs in it and mend them'
    : 'put your code where it throws <code>not written yet</code>';
}

/** Each hint holds the next one, so that nobody sees the last before having read the first. */
function foldedHint(inner: string, hint: string, n: number): string {
  const words = escapeHtml(hint).replace(/`([^`]+)`/g, '<code>$1</code>');
  const title = n === 0 ? 'A hint' : 'One more hint';
  return (
    `<details style="margin: 6px 0 0 ${n === 0 ? 0 : 12}px"><summary style="cursor: pointer">${title}</summary>` +
    `<div style="margin: 4px 0 0 12px">${words}</div>${inner}</details>`
  );
}

function foldedSolution(solution: string, code: string): string {
  return (
    `<details style="margin: 6px 0 0 0"><summary style="cursor: pointer">A solution</summary>` +
    `<pre style="${code}">${escapeHtml(solution)}</pre></details>`
  );
}
