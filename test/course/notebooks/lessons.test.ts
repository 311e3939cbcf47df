import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lessonOf, lessonsFolder, notebookSources } from '../../../course/notebooks';
import { expandListings } from '../../../course/notebooks/listing';
import { repositoryRoot } from '../../../lib/repository';

const sources = notebookSources(lessonsFolder());
/** What only the library's own types and caches need. A learner could not place it. */
const PLUMBING = /\bsatisfies\b|\bGatheredRows\b|\bas unknown as\b/;

test.each(sources.map((source) => [source.name, source] as const))(
  'no heading of %s repeats its title or another heading',
  (_, source) => {
    const headings = [...readFileSync(source.path, 'utf8').matchAll(/^\/\/ ##+ (.+)$/gm)].map(
      ([, text]) => text,
    );
    expect(headings).not.toContain(lessonOf(source).title);
    expect(new Set(headings).size).toBe(headings.length);
  },
);

test.each(sources.map(({ name, path }) => [name, path]))(
  'no sentence of %s is wrapped before a number or sign that Markdown takes for a list',
  (_, path) => {
    const wrapped = /^\/\/ (?![-+*|#>]|\d+[.)] )\S.*\n\/\/ (?:1[.)]|[-+*]) .*$/gm;
    expect(readFileSync(path, 'utf8').match(wrapped)).toBeNull();
  },
);

test.each(sources.map(({ name, path }) => [name, path]))('no listing in %s shows plumbing', (_, path) => {
  const directives = readFileSync(path, 'utf8').matchAll(/^\/\/ (<!-- listing:.*-->)$/gm);
  for (const [, directive] of directives) {
    const listing = expandListings(directive!, repositoryRoot(), { file: 'lessons/x.ts', line: 1 });
    expect(listing).not.toMatch(PLUMBING);
  }
});
