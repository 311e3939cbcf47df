/** The table of what differs in a browser tab, lesson by lesson: from the code of the cells. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '../lib/markdown';
import { repositoryRoot } from '../lib/repository';

/** What a cell contains, and what differs in a tab. */
const DIFFERENCES: readonly [code: RegExp, what: string][] = [
  [/\bloadVectors\(/, 'GloVe has 50,000 words, in 8 bits'],
  [/=== 'imdb'/, 'what is for IMDB is skipped, as in an installed course without IMDB'],
  [/\bisInstalled\(/, 'other word vectors are not there'],
  [/\bloadClassifier\('imdb'\)/, 'the weights of the bundled model are rounded once more'],
  [/\bisNative\(\)/, 'it trains for fewer steps, or leaves out what needs the native library'],
  [/\b(availableParallelism|kernelThreads|onThreads)\(/, 'there is one thread'],
  [/\bcpuUsage\(/, 'a clock is read: a page does not get to know its CPU time'],
];

/** Returns the table for `docs/browser-tab.md`. Cells are code cells, counted from 1. */
export function differencesTable(): string {
  const folder = join(repositoryRoot(), 'lessons');
  const lessons = readdirSync(folder).filter((name) => /^\d\d-.*[.]ts$/.test(name));
  const rows = lessons.sort().flatMap((file) => {
    const name = file.replace(/[.]ts$/, '');
    const cells = codeCells(readFileSync(join(folder, file), 'utf8'));
    return DIFFERENCES.flatMap(([code, what]) => {
      const numbers = cells.flatMap((cell, n) => (code.test(cell) ? [n + 1] : []));
      return numbers.length > 0 ? [[`[${name}](../notebooks/${name}.ipynb)`, numbers.join(', '), what]] : [];
    });
  });
  return markdownTable([['lesson', 'code cells', 'in a tab'], ...rows]);
}

/** Returns the code cells of a lesson's source. */
function codeCells(source: string): string[] {
  const [, ...cells] = source.split(/^\/\/ %%/m);
  return cells.filter((cell) => !cell.startsWith(' [markdown]'));
}
