import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkNotebooks, notebookSources, runNotebooks, writeNotebooks } from '../../../course/notebooks';
import { launchBrowser } from '../../../course/notebooks/browser';
import { readNotebook } from '../../../course/notebooks/notebook';
import { repositoryRoot } from '../../../lib/repository';

const browser = await launchBrowser();
await browser?.close();

// The copies are as deep in the repository as the fixtures, so that relative imports resolve.
let home: string;
let folder: string;
const said: string[] = [];
let failures: string[];
beforeAll(async () => {
  const state = join(repositoryRoot(), '.sentiment-lab');
  mkdirSync(state, { recursive: true });
  home = mkdtempSync(join(state, 'course-run-'));
  folder = join(home, 'copies', 'sources');
  cpSync(join(repositoryRoot(), 'test', 'course', 'notebooks', 'fixtures'), folder, { recursive: true });
  failures = await runNotebooks(notebookSources(folder), (line) => said.push(line));
}, 600_000);
afterAll(() => rmSync(home, { recursive: true }));

const demo = () => readNotebook(join(folder, '01-demo.ipynb'));

describe('runNotebooks', () => {
  test('outputs are written without anything that differs between runs', () => {
    const { cells, metadata } = demo();
    expect(cells[1]?.outputs).toEqual([
      { output_type: 'stream', name: 'stdout', text: ['mean length: 7.25\n'] },
    ]);
    expect(cells[1]?.metadata).toEqual({});
    expect(metadata['language_info']).not.toHaveProperty('version');
  });

  test('an executed notebook says how long it took, and on which machine', async () => {
    const { seconds, cpuSeconds, processor } = demo().metadata.built!.took!;
    expect(seconds).toBeGreaterThan(0);
    if (process.platform !== 'win32') expect(cpuSeconds).toBeGreaterThan(0);
    expect(demo().cells[0]?.source).toContain(`cores: ${processor}.*`);
    const [source] = notebookSources(folder);
    expect(await checkNotebooks([source!])).toEqual([]);
    await writeNotebooks([source!], () => {}); // keeps the record
    expect(demo().metadata.built!.took!.seconds).toBe(seconds);
  });

  test('progress is reported by cell', () => {
    expect(said).toContain('01-demo: cell 4 of 4');
  });

  test('a notebook starts after the one that it comes after has ended', () => {
    const end = said.findIndex((line) => line.startsWith('01-demo: done'));
    expect(end).toBeGreaterThan(0);
    expect(said.findIndex((line) => line.startsWith('02-failing'))).toBeGreaterThan(end);
  });

  test('a chart has a description in words', () => {
    const [chart] = demo().cells[3]?.outputs ?? [];
    expect(chart?.data?.['text/plain']).toMatch(/^Words in a sentence: histogram of 4 sentences/);
  });

  test.skipIf(!browser)(
    'a chart has an SVG image with its description (needs Chromium, Chrome or Edge)',
    () => {
      const [chart] = demo().cells[3]?.outputs ?? [];
      const image = [chart?.data?.['image/svg+xml']].flat().join('');
      expect(image).toMatch(/^<svg [^>]*viewBox=/); // can be scaled
      expect(image).toMatch(/^<svg [^>]*aria-label="Words in a sentence: histogram of 4 sentences/);
      expect(image).toContain('rgb(255, 255, 255)'); // a white background, readable on a dark page
      expect(chart?.data).not.toHaveProperty('image/png');
    },
  );

  test('a failed cell is reported by its source line, and its notebook is not written', () => {
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/02-failing\.ts:19 \(cell 3\): .*four words were expected/);
    expect(existsSync(join(folder, '02-failing.ipynb'))).toBe(false);
  });

  test('with another output folder, the notebooks beside the sources are not changed', {
    timeout: 600_000,
  }, async () => {
    const small = join(home, 'small');
    mkdirSync(small);
    const demo = readFileSync(join(folder, '01-demo.ts'), 'utf8');
    writeFileSync(join(small, '01-small.ts'), `${demo.slice(0, demo.indexOf('// %%'))}// %%\n6 * 7;\n`);
    const sources = notebookSources(small);
    await writeNotebooks(sources, () => {});
    const before = readFileSync(join(small, '01-small.ipynb'), 'utf8');
    const out = join(home, 'executed');
    expect(await runNotebooks(sources, () => {}, { out })).toEqual([]);
    expect(readNotebook(join(out, '01-small.ipynb')).cells[0]?.outputs).toHaveLength(1);
    expect(readFileSync(join(small, '01-small.ipynb'), 'utf8')).toBe(before);
  });
});
