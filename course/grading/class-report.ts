import { stringify } from 'csv-stringify/sync';
import { CONTENT_POLICY, escapeHtml } from '../../lib/html';
import { numberOf } from '../exercises/catalog';
import type { Grade, Status } from './grade';
import type { GradedSubmission } from './submissions';
import { countOf, SIGNS, STATUSES, total } from './table';

/**
 * Returns the grades of a class as CSV. Each submission is a row with its points, what became of
 * it, and the points of each exercise. A cell that a spreadsheet would take for a formula starts
 * with an apostrophe.
 */
export function classCsv(submissions: readonly GradedSubmission[]): string {
  const exercises = submissions[0]?.grades.map(({ exercise }) => exercise) ?? [];
  const header = [
    'submission',
    'points',
    'of',
    'done',
    'failing',
    'not started',
    'to look at',
    'outcome',
    'notes',
    ...exercises.map(({ name }) => name),
  ];
  const rows = submissions.map(({ name, outcome, notes, grades, looks }) => {
    const { points, of } = total(grades);
    const noted = Object.entries(looks).filter(([, found]) => found.length > 0);
    return [
      name,
      points,
      of,
      ...STATUSES.map((status) => countOf(grades, status)),
      noted.map(([exercise]) => exercise.slice(0, 2)).join(' '),
      outcome,
      notes.join('; '),
      ...grades.map((grade) => grade.points),
    ];
  });
  return stringify([header, ...rows], { escape_formulas: true, record_delimiter: 'windows' });
}

const CLASSES: Record<Status, string> = { done: 'done', failing: 'failing', 'not started': 'open' };

/**
 * Returns the grades of a class as one HTML page without external files, in the reader's light
 * or dark theme.
 */
export function classPage(submissions: readonly GradedSubmission[], when: Date): string {
  const exercises = submissions[0]?.grades.map(({ exercise }) => exercise) ?? [];
  const head = exercises
    .map((exercise) => `<th title="${escapeHtml(exercise.title)}">${numberOf(exercise)}</th>`)
    .join('');
  const rows = submissions.map(({ name, outcome, grades, looks }, n) => {
    const { points, of } = total(grades);
    const cells = grades.map(
      ({ status, exercise }) =>
        `<td class="${CLASSES[status]}" title="${escapeHtml(`${exercise.title}: ${status}`)}">${SIGNS[status]}</td>`,
    );
    const noted = Object.values(looks).some((found) => found.length > 0)
      ? ' <span class="look" title="there is something to look at">look</span>'
      : '';
    const state = outcome === 'graded' ? '' : ` <span class="look">${outcome}</span>`;
    return `<tr><th scope="row"><a href="#s${n}">${escapeHtml(name)}</a>${noted}${state}</th><td class="points">${points} / ${of}</td>${cells.join('')}</tr>`;
  });
  return page(
    `Grades of ${submissions.length} submissions`,
    `<h1>Grades of ${submissions.length} submissions</h1>
<p>${dateOf(when)}. ✓ done, ✗ failing, · not started. Each name links to what is wrong.</p>
<div class="wide"><table><thead><tr><th>submission</th><th>points</th>${head}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>
${submissions.map(details).join('\n')}`,
  );
}

function details({ name, notes, grades, looks }: GradedSubmission, n: number): string {
  const entries = grades.flatMap((grade) => {
    const look = looks[grade.exercise.name] ?? [];
    if (grade.status !== 'failing' && look.length === 0) return [];
    const looked =
      look.length > 0 ? `<p><span class="look">look</span> ${escapeHtml(look.join(', '))}</p>` : '';
    return [`${headingOf(grade)}${reasonOf(grade)}${looked}`];
  });
  const { points, of } = total(grades);
  const noted = notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('');
  const body = noted + entries.join('') || '<p>Nothing to report.</p>';
  return `<section id="s${n}"><h2>${escapeHtml(name)} <small>${points} of ${of} points</small></h2>${body}</section>`;
}

function headingOf({ exercise, status, points, test }: Grade): string {
  const title = `${numberOf(exercise)} ${exercise.title}${test ? `: ${test}` : ''}`;
  const earned = `<small>${points} of ${exercise.points}</small>`;
  return `<h3><span class="${CLASSES[status]}">${SIGNS[status]}</span> ${escapeHtml(title)} ${earned}</h3>`;
}

/** Returns what is wrong with a failing answer; nothing for others. */
function reasonOf({ status, message = '', place, printed }: Grade): string {
  if (status !== 'failing') return '';
  const at = place ? `\n(${escapeHtml(place)})` : '';
  return `<pre>${escapeHtml(message)}${at}${printed ? `\nIt printed:\n${escapeHtml(printed)}` : ''}</pre>`;
}

/**
 * Returns what a student gets back: one HTML page with the points, the state of every exercise and
 * the reasons. The marks *look* are not in it.
 */
export function feedbackPage({ name, outcome, notes, grades }: GradedSubmission, when: Date): string {
  const { points, of } = total(grades);
  const entries = grades.map((grade) => headingOf(grade) + reasonOf(grade));
  const noted = notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('');
  const body = outcome === 'graded' ? entries.join('\n') : `<p>${outcome}</p>`;
  return page(
    `${name}: ${points} of ${of} points`,
    `<h1>${escapeHtml(name)}: ${points} of ${of} points</h1>
<p>${dateOf(when)}. ${STATUSES.map((status) => `${countOf(grades, status)} ${status}`).join(', ')}.</p>
${noted}${body}`,
  );
}

const dateOf = (when: Date) => `${when.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">${CONTENT_POLICY}<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>
${body}
</body></html>
`;
}

const STYLE = `
:root { color-scheme: light dark; --back: #fff; --text: #1d1d1f; --quiet: #666; --line: #d5d5d8; --code: #f3f3f5; --done: #007a58; --failing: #b84f00; --mark: #ffe9a8; }
@media (prefers-color-scheme: dark) { :root { --back: #18191b; --text: #e6e6e8; --quiet: #a0a0a6; --line: #3a3b3f; --code: #242528; --done: #3ecf9f; --failing: #ff9d5c; --mark: #5a4a10; } }
body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 68rem; padding: 0 1rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; } th, td { border-bottom: 1px solid var(--line); padding: .3rem .55rem; text-align: center; }
th:first-child { background: var(--back); font-weight: 500; left: 0; max-width: 40vw; overflow: hidden; position: sticky; text-align: left; text-overflow: ellipsis; white-space: nowrap; } thead th { color: var(--quiet); font-weight: 600; } .points { font-variant-numeric: tabular-nums; white-space: nowrap; text-align: right; }
.done { color: var(--done); } .failing { color: var(--failing); } .open { color: var(--quiet); } a { color: inherit; }
.look { background: var(--mark); border-radius: 3px; font-size: .8em; padding: 0 .4em; } small { color: var(--quiet); font-weight: 400; }
h2 { border-top: 1px solid var(--line); font-size: 1.15rem; margin-top: 2rem; padding-top: 1rem; } h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
pre { background: var(--code); margin: .3rem 0; overflow-wrap: anywhere; padding: .6rem .8rem; white-space: pre-wrap; }`;
