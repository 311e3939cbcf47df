import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../lib/repository';

const read = (file: string) => readFileSync(join(repositoryRoot(), file), 'utf8');

test('CITATION.cff has the version and the license of package.json', () => {
  const { version, license } = JSON.parse(read('package.json')) as { version: string; license: string };
  expect(read('CITATION.cff')).toContain(`\nversion: ${version}\nlicense: ${license}\n`);
});

test('CITATION.cff names every paper that data/README.md asks readers to cite', () => {
  const [, citations = ''] = read('data/README.md').split('## Citations');
  const titles = [
    ...citations
      .replace(/\s+/g, ' ')
      .matchAll(/\d\. .+? and [^.]+(?:\. [A-Z][^.]+)?\. ([^.]+)\. [A-Z]+ \d{4}\./g),
  ].map(([, title]) => title!);
  expect(titles.length).toBeGreaterThan(0);
  expect(titles).toHaveLength(citations.match(/^\d+\. /gm)!.length);
  for (const title of titles) expect(read('CITATION.cff')).toContain(title);
});
