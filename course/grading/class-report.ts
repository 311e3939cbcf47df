import { stringify } from 'csv-stringify/sync';
import { escapeHtml } from '../../lib/html';
import { numberOf } from '../exercises/catalog';
import type { Status } from './grade';
import type { GradedSubmission } from './submissions';
import { countOf, SIGNS, STATUSES, total } from './table';

/**
 * Returns the grades of a class as CSV. Each submission is a row with its points and the points of
 * each exercise. A cell that a spreadsheet would take for a formula starts with an apostrophe.
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
    ...exercises.map(({ name }) => name),
  ];
  const rows = submissions.map(({ name, grades, looks }) => {
    const { points, of } = total(grades);
    const noted = Object.entries(looks).filter(([, found]) => found.length > 0);
    return [
      name,
      points,
      of,
      ...STATUSES.map((status) => countOf(grades, status)),
      noted.map(([exercise]) => exercise.slice(0, 2)).join(' '),
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
  const rows = submissions.map(({ name, grades, looks }, n) => {
    const { points, of } = total(grades);
    const cells = grades.map(
      ({ status, exercise }) =>
        `<td class="${CLASSES[status]}" title="${escapeHtml(`${exercise.title}: ${status}`)}">${SIGNS[status]}</td>`,
    );
    const noted = Object.values(looks).some((found) => found.length > 0)
      ? ' <span class="look" title="there is something to look at">look</span>'
      : '';
    return `<tr><th scope="row"><a href="#s${n}">${escapeHtml(name)}</a>${noted}</th><td class="points">${points} / ${of}</td>${cells.join('')}</tr>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Grades of ${submissions.length} submissions</title><style>${STYLE}</style></head><body>
<h1>Grades of ${submissions.length} submissions</h1>
<p>${escapeHtml(when.toISOString().slice(0, 16).replace('T', ' '))} UTC. ✓ done, ✗ failing, · not started. Each name links to what is wrong.</p>
<div class="wide"><table><thead><tr><th>submission</th><th>points</th>${head}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>
${submissions.map(details).join('\n')}
</body></html>
`;
}

function details({ name, grades, looks }: GradedSubmission, n: number): string {
  const entries = grades.flatMap(({ exercise, status, message = '', test, place, printed }) => {
    const look = looks[exercise.name] ?? [];
    if (status !== 'failing' && look.length === 0) return [];
    const wrong =
      status === 'failing'
        ? `<pre>${escapeHtml(message)}${place ? `\n(${escapeHtml(place)})` : ''}${printed ? `\nIt printed:\n${escapeHtml(printed)}` : ''}</pre>`
        : '';
    const looked =
      look.length > 0 ? `<p><span class="look">look</span> ${escapeHtml(look.join(', '))}</p>` : '';
    const title = `${numberOf(exercise)} ${exercise.title}${test ? `: ${test}` : ''}`;
    return [
      `<h3><span class="${CLASSES[status]}">${SIGNS[status]}</span> ${escapeHtml(title)}</h3>${wrong}${looked}`,
    ];
  });
  const { points, of } = total(grades);
  const body = entries.length > 0 ? entries.join('') : '<p>Nothing to report.</p>';
  return `<section id="s${n}"><h2>${escapeHtml(name)} <small>${points} of ${of} points</small></h2>${body}</section>`;
}

const STYLE = `
:root { color-scheme: light dark; --back: #fff; --text: #1d1d1f; --quiet: #666; --line: #d5d5d8; --code: #f3f3f5; --done: #007a58; --failing: #b84f00; --mark: #ffe9a8; }
@media (prefers-color-scheme: dark) { :root { --back: #18191b; --text: #e6e6e8; --quiet: #a0a0a6; --line: #3a3b3f; --code: #242528; --done: #3ecf9f; --failing: #ff9d5c; --mark: #5a4a10; } }
body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 68rem; padding: 0 1rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; } th, td { border-bottom: 1px solid var(--line); padding: .3rem .55rem; text-align: center; }
th:first-child { text-align: left; white-space: nowrap; font-weight: 500; } thead th { color: var(--quiet); font-weight: 600; } .points { font-variant-numeric: tabular-nums; white-space: nowrap; text-align: right; }
.done { color: var(--done); } .failing { color: var(--failing); } .open { color: var(--quiet); } a { color: inherit; }
.look { background: var(--mark); border-radius: 3px; font-size: .8em; padding: 0 .4em; } small { color: var(--quiet); font-weight: 400; }
h2 { border-top: 1px solid var(--line); font-size: 1.15rem; margin-top: 2rem; padding-top: 1rem; } h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
pre { background: var(--code); margin: .3rem 0; overflow-wrap: anywhere; padding: .6rem .8rem; white-space: pre-wrap; }`;
