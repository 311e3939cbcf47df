import { posix } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { findExercises } from '../../lib/course/exercises/catalogue';
import { notebookSources, notebooksFolder } from '../../lib/course/notebooks';
import type { Notebook } from '../../lib/course/notebooks/notebook';
import { repositoryRoot } from '../../lib/repository';
import { type SiteSource, siteSource } from '../../site/pages';

let source: SiteSource;
beforeAll(() => {
  source = siteSource(repositoryRoot()); // refuses links that lead nowhere
});

const text = (path: string) => String(source.get(path));
const notebook = (name: string) => JSON.parse(text(`notebooks/${name}.ipynb`)) as Notebook;

describe('the pages of the site', () => {
  test('are all notebooks and exercises, with a place in a table of contents', () => {
    for (const { name } of notebookSources(notebooksFolder())) {
      expect(source.has(`notebooks/${name}.ipynb`), name).toBe(true);
      expect(text('index.md')).toContain(`<notebooks/${name}>`);
    }
    for (const { name } of findExercises([])) {
      expect(source.has(`exercises/${name}.md`), name).toBe(true);
      expect(text('exercises/index.md')).toContain(`\n${name}\n`);
    }
    for (const page of ['docs/commands', 'docs/grading']) {
      expect(source.has(`${page}.md`)).toBe(true);
      expect(text('index.md')).toContain(`\n${page}\n`);
    }
  });

  test('link to pages of the site only', () => {
    for (const [path, content] of source) {
      if (!path.endsWith('.md') || path.startsWith('code/')) continue;
      for (const [, address = ''] of String(content).matchAll(/\]\((?![a-z]+:)([^()\s#]+)(?:#[^()\s]*)?\)/g))
        expect(source.has(posix.join(posix.dirname(path), address)), `${path}: ${address}`).toBe(true);
    }
  });

  test('hold no answers', () => {
    expect([...source.keys()].filter((path) => /solutions|misconceptions/.test(path))).toEqual([]);
    expect(text('exercises/01-cleaning.md')).toContain('not written yet: cleanSentences');
  });

  test('show a function’s file where a lesson lists it', () => {
    const [listed] = notebook('07-loading-data').cells.flatMap(
      ({ source }) => /\]\((\.\.\/code\/lib\/batches\/ids-matrix\.ts\.md)\)/.exec(source)?.[1] ?? [],
    );
    expect(listed).toBeDefined();
    expect(text('code/lib/batches/ids-matrix.ts.md')).toMatch(/^---\norphan: true\nnosearch: true\n---/);
  });

  test('lead from the card of an exercise to its page', () => {
    const shown = JSON.stringify(notebook('03-word-vectors').cells.map(({ outputs }) => outputs));
    expect(shown).toContain('href=\\"../exercises/03-embedding-lookup.html\\"');
  });

  test('have assertions folded, and pictures of charts with their words', () => {
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
});
