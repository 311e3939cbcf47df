import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contentsFault, lessonsFolder, notebookSources, writeContents } from '../../../course/notebooks';
import { repositoryRoot } from '../../../lib/repository';

const FIRST = `// ---
// header
// ---

// %% [markdown]
// # Counting
//
// How many words
// has a text?
//
// **After this notebook you can** count words
// and say so. **It takes** a minute to read and seconds to run. **Data:** none; see the
// [glossary](#Glossary).

// %%
const hidden = '# no title';

// %% [markdown]
// ## Exercises
//
// - [\`07\`](../exercises/07-count.ts) Count words (5 minutes)
// - [\`12\`](../exercises/12-say.ts) Say so (10 minutes)
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contents-'));
  writeFileSync(join(folder, '01-counting.ts'), FIRST);
});
afterEach(() => rmSync(folder, { recursive: true }));

const page = () => readFileSync(join(folder, 'README.md'), 'utf8');

describe('table of contents', () => {
  test('each notebook has its question, goals, duration, data and exercises', () => {
    writeContents(folder);
    expect(page()).toContain(
      '| 01 | [Counting](01-counting.ipynb) | a minute to read and seconds to run |  | [07](../exercises/07-count.ts), [12](../exercises/12-say.ts) |',
    );
    expect(page()).toContain(
      [
        '## 01 [Counting](01-counting.ipynb)',
        'How many words has a text?',
        '**After this notebook you can** count words and say so. **It takes** a minute to read and seconds to run. **Data:** none; see the [glossary](01-counting.ipynb#Glossary).',
        '- [`07`](../exercises/07-count.ts) Count words (5 minutes)\n- [`12`](../exercises/12-say.ts) Say so (10 minutes)\n',
      ].join('\n\n'),
    );
    expect(page()).not.toContain('no title');
  });

  test('the duration of the last run is that in the notebook', () => {
    const took = { seconds: 75, processor: 'a processor', cores: 2 };
    const built = { source: '01-counting.ts', digest: '', took };
    const notebook = { cells: [], metadata: { built }, nbformat: 4, nbformat_minor: 5 };
    writeFileSync(join(folder, '01-counting.ipynb'), JSON.stringify(notebook));
    writeContents(folder);
    expect(page()).toContain('| a minute to read and seconds to run | 1 min 15 s | [07]');
  });

  test('after a change of the sources, the table is stale', () => {
    expect(contentsFault(folder)).toBe(
      `${basename(folder)}/README.md has not been written: npm run notebooks -- 01`,
    );
    writeContents(folder);
    expect(contentsFault(folder)).toBe(undefined);
    writeFileSync(join(folder, '01-counting.ts'), FIRST.replace('Count words (5', 'Count words (6'));
    expect(contentsFault(folder)).toMatch(/README\.md differs from the sources: npm run notebooks/);
    writeContents(folder);
    writeFileSync(join(folder, '02-more.ts'), FIRST);
    expect(contentsFault(folder)).toMatch(/differs from the sources/);
  });

  test.each([
    ['a title', '// # Counting\n', ''],
    ['a question', '// How many words\n// has a text?\n', ''],
    ['its duration', '**It takes** a minute', 'A minute'],
    ['its data', '**Data:**', 'And'],
  ])('a source without %s in its first cell is refused by name', (_, part, instead) => {
    writeFileSync(join(folder, '01-counting.ts'), FIRST.replace(part, instead));
    expect(() => writeContents(folder)).toThrow(
      /01-counting\.ts: the first cell must be markdown with a title/,
    );
  });

  test('the folder that JupyterLab opens has the lessons, and not their sources', () => {
    const files = readdirSync(join(repositoryRoot(), 'notebooks')).filter((name) => !name.startsWith('.'));
    expect(files).toEqual([
      ...notebookSources(lessonsFolder()).map(({ name }) => `${name}.ipynb`),
      'README.md',
    ]);
  });

  test('the table of this repository is built from its sources', () => {
    expect(contentsFault(lessonsFolder())).toBe(undefined);
  });
});
