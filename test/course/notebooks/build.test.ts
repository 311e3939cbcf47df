import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkNotebooks, notebookSources, writeNotebooks } from '../../../course/notebooks';
import { keepOutputs } from '../../../course/notebooks/build';
import { differenceBetween } from '../../../course/notebooks/check';
import { type Cell, type Notebook, readNotebook, writeNotebook } from '../../../course/notebooks/notebook';
import { digestOfShown } from '../../../course/notebooks/shown';
import { cellLines } from '../../../course/notebooks/source';
import { repositoryRoot } from '../../../lib/repository';

let folder: string;
let demo: string;
let built: Notebook;
beforeAll(async () => {
  const state = join(repositoryRoot(), '.sentiment-lab');
  mkdirSync(state, { recursive: true });
  folder = mkdtempSync(join(state, 'course-build-'));
  demo = join(folder, '01-demo.ipynb');
  cpSync(join(repositoryRoot(), 'test', 'course', 'notebooks', 'fixtures'), folder, { recursive: true });
  await writeNotebooks(notebookSources(folder, ['01']), () => {});
  built = readNotebook(demo);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Returns the built notebook with a change that somebody made. */
function changed(change: (cells: Cell[], notebook: Notebook) => void): Notebook {
  const notebook = structuredClone(built);
  change(notebook.cells, notebook);
  return notebook;
}

describe('writeNotebooks', () => {
  test('a second build gives the same bytes', { timeout: 300_000 }, async () => {
    const first = readFileSync(demo, 'utf8');
    rmSync(demo);
    await writeNotebooks(notebookSources(folder, ['01']), () => {});
    expect(readFileSync(demo, 'utf8')).toBe(first);
  });

  test('cells keep their tags, tagged code is hidden, and ids follow from name and position', () => {
    const { cells } = built;
    expect(cells.map(({ id }) => id)).toEqual(['01-demo-000', '01-demo-001', '01-demo-002', '01-demo-003']);
    expect(cells[2]?.metadata).toEqual({ tags: ['assertion'], jupyter: { source_hidden: true } });
  });

  test('listings are filled in', () => {
    expect(built.cells[0]?.source).toContain('return numbers.reduce((sum, number) => sum + number, 0)');
  });

  test('keepOutputs keeps the outputs of cells with an unchanged source', () => {
    const outputs = [{ output_type: 'stream' as const, name: 'stdout', text: 'kept' }];
    const earlier = join(folder, 'earlier.ipynb');
    const executed = changed((cells) => {
      Object.assign(cells[1]!, { outputs, execution_count: 7 });
      Object.assign(cells[2]!, { outputs, source: 'an earlier version' });
    });
    writeNotebook(earlier, executed);
    const { cells } = keepOutputs(built, earlier);
    expect(cells[1]).toMatchObject({ outputs, execution_count: 7 });
    expect(cells[2]).toMatchObject({ outputs: [], execution_count: null });
  });
});

describe('notebook source', () => {
  test('cellLines has the first line of each cell', () => {
    const [source] = notebookSources(folder, ['01']);
    const lines = readFileSync(source!.path, 'utf8').split('\n');
    const first = cellLines(source!).map((line) => lines[line - 1]);
    expect(first[0]).toBe('// # A notebook for tests');
    expect(first[2]).toBe('assert.equal(mean(lengths), 7.25);');
  });

  test('code before the first cell is refused by its line', () => {
    writeFileSync(join(folder, '03-stray.ts'), 'const stray = 1;\n\n// %%\nstray;\n');
    const [source] = notebookSources(folder, ['03']);
    expect(() => cellLines(source!)).toThrow('03-stray.ts:1: "const stray = 1;" is before the first cell');
  });

  test('a notebook with "after" brings the one that it comes after', () => {
    const sources = notebookSources(folder, ['02', '01']);
    expect(sources.map(({ name, after }) => [name, after])).toEqual([
      ['01-demo', undefined],
      ['02-failing', '01-demo'],
    ]);
  });

  test('a notebook that comes after a later one is refused', () => {
    const astray = mkdtempSync(join(folder, 'astray-'));
    writeFileSync(join(astray, '01-first.ts'), '// ---\n//   after: 02-second\n// ---\n');
    writeFileSync(join(astray, '02-second.ts'), '// %%\n//   after: 01-first\n');
    expect(() => notebookSources(astray)).toThrow(
      '01-first.ts says "after: 02-second", but no notebook of that name comes before it',
    );
  });

  test('an unknown notebook is refused with the names of the others', () => {
    expect(() => notebookSources(folder, ['09'])).toThrow(
      /there is no notebook 09: .* there are 01-demo, 02-failing/,
    );
  });
});

describe('checkNotebooks', () => {
  const difference = (present: Notebook | undefined, recorded = false) =>
    differenceBetween(present, built, { recorded });

  test('other outputs are no difference', () => {
    expect(
      difference(changed((cells) => Object.assign(cells[1]!, { outputs: [1], execution_count: 3 }))),
    ).toBe(undefined);
  });

  test('an edited cell is a difference, except where only the recorded build counts', () => {
    const edited = changed((cells) => Object.assign(cells[2]!, { source: 'edited' }));
    expect(difference(edited)).toBe(
      'differs from its source in cell 3, "assert.equal(mean(lengths), 7.25);"',
    );
    expect(difference(edited, true)).toBe(undefined);
  });

  test('a listing of a function that has changed is a difference', () => {
    const outdated = changed((cells, { metadata }) => {
      cells[0]!.source = cells[0]!.source.replace('sum + number', 'sum - number');
      metadata.built!.digest = 'of the earlier function';
    });
    expect(difference(outdated, true)).toBe('differs from its source in cell 1, "# A notebook for tests"');
  });

  test('missing cells, extra cells and changed tags are differences', () => {
    expect(difference(changed((cells) => cells.pop()))).toMatch(/^lacks cell 4, "show\(histogram/);
    expect(difference(changed((cells) => cells.push(cells[1]!)))).toMatch(/^has a cell 5, "import assert/);
    expect(difference(changed((cells) => delete cells[3]!.metadata.tags))).toMatch(/in cell 4/);
    expect(difference(undefined)).toBe('has not been built');
  });

  test('outputs made from earlier results or another model are a fault', { timeout: 300_000 }, async () => {
    writeFileSync(
      join(folder, '05-records.ts'),
      `${readFileSync(join(folder, '01-demo.ts'), 'utf8')}\n// %%\nimport { readResults } from '../experiments/results/record';\n`,
    );
    const sources = notebookSources(folder, ['05']);
    await writeNotebooks(sources, () => {});
    const path = join(folder, '05-records.ipynb');
    const notebook = readNotebook(path);
    const [fault] = await checkNotebooks(sources, { recorded: true });
    expect(fault).toContain(
      'was not executed with the current records in results/ and model in models/: npm run notebooks -- --execute 05-records',
    );
    notebook.metadata.built!.shown = digestOfShown(notebook)!;
    writeNotebook(path, notebook);
    await writeNotebooks(sources, () => {}); // keeps the digest, as it keeps outputs
    expect(await checkNotebooks(sources, { recorded: true })).toEqual([]);
    expect(digestOfShown(built)).toBeUndefined();
  });
});
