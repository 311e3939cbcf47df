import { posix } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findExercises } from '../../course/exercises/catalog';
import { lessonsFolder, notebookSources } from '../../course/notebooks';
import type { Notebook } from '../../course/notebooks/notebook';
import { repositoryRoot } from '../../lib/repository';
import { type SiteSource, siteSource } from '../../site/pages';

let source: SiteSource;
beforeAll(() => {
  source = siteSource(repositoryRoot()); // throws for links to missing files
});

const text = (path: string) => String(source.get(path));
const notebook = (name: string) => JSON.parse(text(`notebooks/${name}.ipynb`)) as Notebook;

describe('siteSource', () => {
  test('every notebook, exercise and document has a page and an entry in a table of contents', () => {
    for (const { name } of notebookSources(lessonsFolder())) {
      expect(source.has(`notebooks/${name}.ipynb`), name).toBe(true);
      expect(text('course.md')).toContain(`<notebooks/${name}>`);
    }
    for (const { name } of findExercises([])) {
      expect(source.has(`exercises/${name}.md`), name).toBe(true);
      expect(text('exercises/index.md')).toContain(`\n${name}\n`);
    }
    for (const page of ['docs/commands', 'docs/grading', 'docs/results', 'docs/glossary', 'api/index']) {
      expect(source.has(`${page}.md`)).toBe(true);
      expect(text('course.md')).toContain(`\n${page}\n`);
    }
  });

  test('relative links lead to pages of the site', () => {
    for (const [path, content] of source) {
      if (!path.endsWith('.md') || path.startsWith('code/')) continue;
      for (const [, address = ''] of String(content).matchAll(/\]\((?![a-z]+:)([^()\s#]+)(?:#[^()\s]*)?\)/g))
        expect(source.has(posix.join(posix.dirname(path), address)), `${path}: ${address}`).toBe(true);
    }
  });

  test('no page holds a solution', () => {
    expect([...source.keys()].filter((path) => /solutions|misconceptions/.test(path))).toEqual([]);
    expect(text('exercises/11-cleaning.md')).toContain('not written yet: cleanSentences');
  });

  test('a file that a lesson lists has a page of its own, left out of the search', () => {
    const [listed] = notebook('07-loading-data').cells.flatMap(
      ({ source }) => /\]\((\.\.\/code\/lib\/batches\/token-ids\.ts\.md)\)/.exec(source)?.[1] ?? [],
    );
    expect(listed).toBeDefined();
    expect(text('code/lib/batches/token-ids.ts.md')).toMatch(/^---\norphan: true\nnosearch: true\n---/);
  });

  test('the card of an exercise links to its page', () => {
    const shown = JSON.stringify(notebook('03-word-vectors').cells.map(({ outputs }) => outputs));
    expect(shown).toContain('href=\\"../exercises/02-embedding-lookup.html\\"');
  });

  test('assertion cells are folded, and pictures of charts have alt texts', () => {
    const { cells } = notebook('03-word-vectors');
    const assertions = cells.filter(({ metadata }) => metadata.tags?.includes('assertion'));
    expect(assertions.length).toBeGreaterThan(0);
    for (const { metadata } of assertions) expect(metadata.tags).toContain('hide-input');
    const charts = cells.filter(({ outputs = [] }) =>
      outputs.some(({ data = {} }) => 'image/svg+xml' in data),
    );
    expect(charts.length).toBeGreaterThan(0);
    for (const { metadata, outputs } of charts) {
      expect(metadata['mystnb']).toEqual({ image: { alt: expect.stringMatching(/.{40}/) } });
      expect(JSON.stringify(outputs)).not.toContain('application/vnd.plotly');
    }
  });

  test('charts, drawings and highlighted texts have a style for dark pages', () => {
    const pictures = notebookSources(lessonsFolder())
      .flatMap(({ name }) => notebook(name).cells.flatMap(({ outputs = [] }) => outputs))
      .flatMap(({ data = {} }) => ('image/svg+xml' in data ? [String(data['image/svg+xml'])] : []));
    expect(pictures.length).toBeGreaterThan(50);
    for (const svg of pictures) {
      const [, css] =
        /^<svg [^>]*><style>@media [(]prefers-color-scheme: dark[)]([^<]*)<[/]style>/.exec(svg) ?? [];
      expect(css).toMatch(/gridlayer|invert/);
      expect(css, 'well-formed XML').not.toMatch(/&(?!(amp|gt|lt|#34|#39);)/);
    }
    const outputs = JSON.stringify(notebook('19-looking-inside').cells.map(({ outputs }) => outputs));
    expect(outputs).toContain('<div class=\\"highlighted-text\\" style=');
  });

  test('each notebook has a link that runs it in the browser, in its first cell', () => {
    const [first, ...rest] = notebook('03-word-vectors').cells;
    expect(first?.source).toContain(
      'href="../lite/notebooks/index.html?path=notebooks/03-word-vectors.ipynb"',
    );
    expect(JSON.stringify(rest)).not.toContain('run-here');
  });
});
