import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { replaceFileSync } from '../../lib/files/replace-file';
import { duration } from '../../lib/progress';
import { type Lesson, lessonOf } from './lesson';
import { readNotebook, type Took } from './notebook';
import { type NotebookSource, notebookSources, notebooksOf } from './source';

const PAGE = 'README.md';
const REMEDY = 'npm run notebooks -- 01'; // any notebook: the page is written with each

/**
 * Writes the table of contents of the notebooks, `README.md`, from the sources in a folder.
 *
 * @throws if a source lacks a part of it
 */
export function writeContents(folder: string): void {
  replaceFileSync(join(notebooksOf(folder), PAGE), contentsPage(folder));
}

/**
 * Returns what is wrong with the table of contents and how to fix it; undefined if nothing is.
 */
export function contentsFault(folder: string): string | undefined {
  const path = join(notebooksOf(folder), PAGE);
  const present = existsSync(path) ? readFileSync(path, 'utf8').replaceAll('\r\n', '\n') : undefined;
  try {
    if (present === contentsPage(folder)) return undefined;
  } catch (error) {
    return (error as Error).message;
  }
  const fault = present === undefined ? 'has not been written' : 'differs from the sources';
  return `${basename(notebooksOf(folder))}/${PAGE} ${fault}: ${REMEDY}`;
}

function contentsPage(folder: string): string {
  const sources = notebookSources(folder);
  const lessons = sources.map(lessonOf);
  const rows = lessons.map((lesson, n) => row(lesson, lastRun(sources[n]!)));
  return [
    '# The notebooks',
    '<!-- written by npm run notebooks from the notebooks’ sources: edits here are lost -->',
    'Read the notebooks in this order: each builds on those before it. `npm start` opens them in JupyterLab. ' +
      'On GitHub you see the outputs of the last run. The column "last run" has its duration, and each notebook ' +
      'says on which machine.',
    ['| | notebook | time | last run | exercises |', '|---|---|---|---|---|', ...rows].join('\n'),
    ...lessons.map(section),
  ]
    .join('\n\n')
    .concat('\n');
}

function lastRun({ notebook }: NotebookSource): Took | undefined {
  return existsSync(notebook) ? readNotebook(notebook).metadata.built?.took : undefined;
}

function row({ name, title, takes, exercises }: Lesson, took: Took | undefined): string {
  const ran = took ? duration(took.seconds) : '';
  const links = exercises.map(({ number, link }) => `[${number}](${link})`).join(', ');
  return `| ${numberOf(name)} | [${title}](${name}.ipynb) | ${takes} | ${ran} | ${links} |`;
}

function section({ name, title, question, promise, exercises }: Lesson): string {
  const list = exercises.map(({ number, link, words }) => `- [\`${number}\`](${link}) ${words}`).join('\n');
  const links = (text: string) => text.replaceAll('](#', `](${name}.ipynb#`);
  return [`## ${numberOf(name)} [${title}](${name}.ipynb)`, links(question), links(promise), list]
    .filter(Boolean)
    .join('\n\n');
}

function numberOf(name: string): string {
  return name.slice(0, 2);
}
