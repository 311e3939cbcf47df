import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkNotebooks, notebookSources, notebooksFolder, writeNotebooks } from '../../../course/notebooks';
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
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The built notebook after somebody worked with it. */
function changed(change: (cells: Cell[], notebook: Notebook) => void): Notebook {
  const notebook = structuredClone(built);
  change(notebook.cells, notebook);
  return notebook;
}

describe('building a notebook', () => {
  test('gives the same bytes each time', async () => {
    const first = readFileSync(demo, 'utf8');
    rmSync(demo);
    await writeNotebooks(notebookSources(folder, ['01']), () => {});
    expect(readFileSync(demo, 'utf8')).toBe(first);
  });

  test('keeps tags, folds tagged code away, and derives ids from name and position', () => {
    const { cells } = built;
    expect(cells.map(({ id }) => id)).toEqual(['01-demo-000', '01-demo-001', '01-demo-002', '01-demo-003']);
    expect(cells[2]?.metadata).toEqual({ tags: ['assertion'], jupyter: { source_hidden: true } });
  });

  test('fills in listings', () => {
    expect(built.cells[0]?.source).toContain('return numbers.reduce((sum, number) => sum + number, 0)');
  });

  test('keeps the outputs of cells whose source is unchanged', () => {
    const outputs = [{ output_type: 'stream' as const, name: 'stdout', text: 'kept' }];
    const earlier = join(folder, 'earlier.ipynb');
    const worked = changed((cells) => {
      Object.assign(cells[1]!, { outputs, execution_count: 7 });
      Object.assign(cells[2]!, { outputs, source: 'an earlier version' });
    });
    writeNotebook(earlier, worked);
    const { cells } = keepOutputs(built, earlier);
    expect(cells[1]).toMatchObject({ outputs, execution_count: 7 });
    expect(cells[2]).toMatchObject({ outputs: [], execution_count: null });
  });
});

describe('a source', () => {
  test('has its cells where their first lines stand', () => {
    const [source] = notebookSources(folder, ['01']);
    const lines = readFileSync(source!.path, 'utf8').split('\n');
    const first = cellLines(source!).map((line) => lines[line - 1]);
    expect(first[0]).toBe('// # A notebook for tests');
    expect(first[2]).toBe('assert.equal(mean(lengths), 7.25);');
  });

  test('may have nothing before its first cell but the header', () => {
    writeFileSync(join(folder, '03-stray.ts'), 'const stray = 1;\n\n// %%\nstray;\n');
    const [source] = notebookSources(folder, ['03']);
    expect(() => cellLines(source!)).toThrow(
      '03-stray.ts:1: "const stray = 1;" stands before the first cell',
    );
  });

  test('may come after another, which has to stand before it in the course', () => {
    const sources = notebookSources(folder, ['02', '01']);
    expect(sources.map(({ name, after }) => [name, after])).toEqual([
      ['01-demo', undefined],
      ['02-failing', '01-demo'],
    ]);
    const astray = mkdtempSync(join(folder, 'astray-'));
    writeFileSync(join(astray, '01-first.ts'), '// ---\n//   after: 02-second\n// ---\n');
    writeFileSync(join(astray, '02-second.ts'), '// %%\n//   after: 01-first\n');
    expect(() => notebookSources(astray)).toThrow(
      '01-first.ts says "after: 02-second", but no notebook of that name comes before it',
    );
  });

  test('that is not there is answered with those that are', () => {
    expect(() => notebookSources(folder, ['09'])).toThrow(
      /no notebook is named 09: .* there are 01-demo, 02-failing/,
    );
  });
});

describe('checking a notebook', () => {
  const difference = (present: Notebook | undefined, recorded = false) =>
    differenceBetween(present, built, { recorded });

  test('minds sources and not outputs', () => {
    expect(
      difference(changed((cells) => Object.assign(cells[1]!, { outputs: [1], execution_count: 3 }))),
    ).toBe(undefined);
  });

  test('names the cell that was edited, and lets it pass where only the record counts', () => {
    const edited = changed((cells) => Object.assign(cells[2]!, { source: 'edited' }));
    expect(difference(edited)).toBe(
      'differs from its source in cell 3, "assert.equal(mean(lengths), 7.25);"',
    );
    expect(difference(edited, true)).toBe(undefined);
  });

  test('notices a listing whose function has changed since', () => {
    const outdated = changed((cells, { metadata }) => {
      cells[0]!.source = cells[0]!.source.replace('sum + number', 'sum - number');
      metadata.built!.digest = 'of the earlier function';
    });
    expect(difference(outdated, true)).toBe('differs from its source in cell 1, "# A notebook for tests"');
  });

  test('notices cells that are missing or too many, and changed tags', () => {
    expect(difference(changed((cells) => cells.pop()))).toMatch(/^lacks cell 4, "show\(histogram/);
    expect(difference(changed((cells) => cells.push(cells[1]!)))).toMatch(/^has a cell 5, "import assert/);
    expect(difference(changed((cells) => delete cells[3]!.metadata.tags))).toMatch(/in cell 4/);
    expect(difference(undefined)).toBe('has not been built');
  });

  test('minds that the records and the model in its outputs are those of now', async () => {
    writeFileSync(
      join(folder, '05-records.ts'),
      `${readFileSync(join(folder, '01-demo.ts'), 'utf8')}\n// %%\nimport { readResults } from '../experiments/results/record';\n`,
    );
    const sources = notebookSources(folder, ['05']);
    await writeNotebooks(sources, () => {});
    const path = join(folder, '05-records.ipynb');
    const notebook = readNotebook(path);
    const [fault] = await checkNotebooks(sources, { recorded: true });
    expect(fault).toContain('that are there now: npm run notebooks -- --execute 05-records');
    notebook.metadata.built!.shown = digestOfShown(notebook)!;
    writeNotebook(path, notebook);
    await writeNotebooks(sources, () => {}); // keeps that, as it keeps the outputs
    expect(await checkNotebooks(sources, { recorded: true })).toEqual([]);
    expect(digestOfShown(built)).toBeUndefined();
  });

  test('the notebooks of this repository are what their sources give', async () => {
    expect(await checkNotebooks(notebookSources(notebooksFolder()), { recorded: true })).toEqual([]);
  });
});
