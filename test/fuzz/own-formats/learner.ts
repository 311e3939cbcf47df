/** The files of a learner's copy: notebooks, installed data sets, progress. */
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProgress } from '../../../course/learn/progress';
import { readNotebook, writeNotebook } from '../../../course/notebooks/notebook';
import { cellLines, notebookSources } from '../../../course/notebooks/source';
import { install, sourceOf } from '../../../lib/datasets';
import { type Reader, reader } from '../reader';

/** Runs with the data folder in this one. */
async function inDataFolder<T>(folder: string, work: () => T | Promise<T>): Promise<T> {
  const before = process.env.SENTIMENT_DATA_DIR;
  process.env.SENTIMENT_DATA_DIR = folder;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env.SENTIMENT_DATA_DIR;
    else process.env.SENTIMENT_DATA_DIR = before;
  }
}

export const LEARNER: readonly Reader[] = [
  reader({
    name: 'notebook',
    files: ['a.ipynb'],
    write: async (folder) =>
      writeNotebook(join(folder, 'a.ipynb'), {
        cells: [
          { cell_type: 'markdown', id: 'a', metadata: {}, source: '# Title\n\nText' },
          {
            cell_type: 'code',
            id: 'b',
            metadata: { tags: ['x'] },
            source: '1 + 1;',
            execution_count: 1,
            outputs: [],
          },
        ],
        metadata: { kernelspec: { name: 'tslab' } },
        nbformat: 4,
        nbformat_minor: 5,
      }),
    read: async (folder) => readNotebook(join(folder, 'a.ipynb')).cells.map(({ source }) => source),
    judge: (sources) =>
      sources.every((source) => typeof source === 'string') ? undefined : 'a source is no text',
  }),
  reader({
    name: 'notebook source',
    files: ['01-demo.ts'],
    write: async (folder) =>
      cpSync(
        join(__dirname, '..', '..', 'course', 'notebooks', 'fixtures', '01-demo.ts'),
        join(folder, '01-demo.ts'),
      ),
    read: (folder) =>
      notebookSources(folder).map((source) => ({ after: source.after, lines: cellLines(source) })),
    judge: ([source]) => (source!.lines.every((line) => line > 0) ? undefined : 'a line'),
  }),
  reader({
    name: 'source.json',
    alone: true,
    files: ['data/snippets/source.json'],
    write: (folder) =>
      inDataFolder(join(folder, 'data'), async () => {
        const texts = join(folder, 'movieReviewSnippets_GroundTruth.txt');
        writeFileSync(texts, '1\t2.7\tHow nice\n');
        await install('snippets', { from: texts });
      }),
    async read(folder) {
      const source = await inDataFolder(join(folder, 'data'), () => sourceOf('snippets'));
      return source?.from.startsWith('unknown') ? undefined : source;
    },
    judge: (source) => (typeof source?.from === 'string' ? undefined : 'no origin'),
  }),
  reader({
    name: 'progress.json',
    files: ['progress.json'],
    write: async (folder) =>
      writeFileSync(
        join(folder, 'progress.json'),
        JSON.stringify({ done: { '01-a': 'abc' }, hints: { '01-a': 2 }, asked: ['02-b'] }),
      ),
    read: (folder) => readProgress(join(folder, 'progress.json')),
    judge: ({ hints, asked }) =>
      Object.values(hints).every((count) => Number.isInteger(count) && count >= 0) && Array.isArray(asked)
        ? undefined
        : 'a count is none',
  }),
];
