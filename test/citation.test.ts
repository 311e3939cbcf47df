import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../lib/repository';

const read = (file: string) => readFileSync(join(repositoryRoot(), file), 'utf8');

test('CITATION.cff cites the version and the licence that the package has', () => {
  const { version, license } = JSON.parse(read('package.json')) as { version: string; license: string };
  expect(read('CITATION.cff')).toContain(`\nversion: ${version}\nlicense: ${license}\n`);
});

test('CITATION.cff names every paper that the page of data sets asks to cite', () => {
  const [, citations = ''] = read('data/README.md').replace(/\s+/g, ' ').split('## Citations');
  const titles = [
    ...citations.matchAll(/\d\. .+? and [^.]+(?:\. [A-Z][^.]+)?\. ([^.]+)\. [A-Z]+ \d{4}\./g),
  ].map(([, title]) => title!);
  expect(titles).toHaveLength(3);
  for (const title of titles) expect(read('CITATION.cff')).toContain(title);
});
