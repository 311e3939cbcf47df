import { escapeHtml } from '../../html';
import { type Exercise, numberOf } from '../exercises/catalogue';
import type { Grade, Status } from './grade';

/** Colours that read on light and on dark pages; the text itself takes the page's own. */
const COLOURS: Record<Status, string> = { done: '#009E73', failing: '#D55E00', 'not started': '#888888' };
const SIGNS: Record<Status, string> = { done: '✓ done', failing: '✗ not yet', 'not started': 'not started' };

/**
 * Returns a grade as a piece of HTML for a notebook: what passed or what is wrong, the hints folded away one
 * behind the other, and a link to the file. All text is escaped.
 */
export function gradeCard({ exercise, status, points, message = '', place }: Grade): string {
  const colour = COLOURS[status];
  const file = `exercises/${exercise.name}.ts`;
  const link = `<a href="../${file}" style="color: inherit; text-decoration: underline">${file}</a>`;
  const code =
    'white-space: pre-wrap; word-break: normal; overflow-wrap: anywhere; margin: 8px 0; padding: 8px; font-size: 0.95em; ' +
    'color: inherit; background: rgba(128, 128, 128, 0.15)';
  const at = place ? `\n(${place})` : '';
  const body: Record<Status, string> = {
    done: `All tests pass: ${points} of ${exercise.points} points.`,
    failing: `<pre style="${code}">${escapeHtml(message + at)}</pre>Change ${link}, save it, and run this cell again.`,
    'not started': `About ${exercise.minutes} minutes. Open ${link}, ${task(exercise)}, save it, and run this cell again.`,
  };
  const hints = status === 'done' ? '' : exercise.hints.reduceRight(foldedHint, '');
  return (
    `<div style="border-left: 5px solid ${colour}; padding: 6px 14px; margin: 4px 0; max-width: 760px; line-height: 1.5">` +
    `<div><strong>Exercise ${numberOf(exercise)}: ${escapeHtml(exercise.title)}</strong> ` +
    `<span style="background: ${colour}; color: #ffffff; border-radius: 3px; padding: 1px 8px; margin-left: 6px; white-space: nowrap">${SIGNS[status]}</span></div>` +
    `<div style="margin-top: 4px">${body[status]}</div>${hints}</div>`
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
