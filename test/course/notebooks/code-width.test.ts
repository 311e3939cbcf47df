import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lessonsFolder, notebookSources } from '../../../course/notebooks';
import { expandListings } from '../../../course/notebooks/listing';
import { repositoryRoot } from '../../../lib/repository';

/** The columns of a cell in a window 1,200 pixels wide, with the file browser open. */
const COLUMNS = 94;
/** The columns of a listing in the same window: it is indented. */
const LISTING_COLUMNS = 82;

test.each(notebookSources(lessonsFolder()).map(({ path, name }) => [name, path]))(
  `no line of code in %s is longer than ${COLUMNS} columns`,
  (_, path) => {
    const lines = readFileSync(path, 'utf8').split('\n');
    const tooWide = lines.flatMap((line, n) =>
      line.startsWith('//') || line.length <= COLUMNS ? [] : [`line ${n + 1}: ${line}`],
    );
    expect(tooWide).toEqual([]);
  },
);

test.each(notebookSources(lessonsFolder()).map(({ path, name }) => [name, path]))(
  `no line of a code block in %s is longer than ${LISTING_COLUMNS} columns`,
  (_, path) => {
    const blocks = [...readFileSync(path, 'utf8').matchAll(/^\/\/ ```.*\n((?:\/\/.*\n)*?)\/\/ ```$/gm)];
    const lines = blocks.flatMap(([, block = '']) => block.split('\n').map((line) => line.slice(3)));
    expect(lines.filter(({ length }) => length > LISTING_COLUMNS)).toEqual([]);
  },
);

test.each(notebookSources(lessonsFolder()).map(({ path, name }) => [name, path]))(
  `no line of a listing in %s is longer than ${LISTING_COLUMNS} columns`,
  (_, path) => {
    const directives = [...readFileSync(path, 'utf8').matchAll(/^\/\/ (<!-- listing:.*-->)$/gm)];
    for (const [, directive] of directives) {
      const listing = expandListings(directive!, repositoryRoot(), { file: 'lessons/x.ts', line: 1 });
      const code = listing.slice(0, listing.lastIndexOf('```'));
      expect(code.split('\n').filter(({ length }) => length > LISTING_COLUMNS)).toEqual([]);
    }
  },
);
