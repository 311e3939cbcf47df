import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSnippets } from '../../lib/corpus';
import { datasetPath, isInstalled } from '../../lib/datasets';

const dir = mkdtempSync(join(tmpdir(), 'snippets-'));
const file = join(dir, 'rated.txt');
afterAll(() => rmSync(dir, { recursive: true }));

const rated = '1\t2.5\tA joy.\r\n2\t-0.3\tRather long.\r\n3\t0\tA film.\r\n4\t-3.9\tDreadful.\r\n';

describe('readSnippets', () => {
  test('the sign of the rating is the label, and texts rated 0 are dropped', async () => {
    writeFileSync(file, rated);
    expect(await readSnippets(file)).toEqual([
      { text: 'A joy.', label: 'positive', rating: 2.5, source: 'rated.txt:1' },
      { text: 'Rather long.', label: 'negative', rating: -0.3, source: 'rated.txt:2' },
      { text: 'Dreadful.', label: 'negative', rating: -3.9, source: 'rated.txt:4' },
    ]);
  });

  test('with a neutral band, ratings inside it are neutral', async () => {
    writeFileSync(file, rated);
    const labels = (await readSnippets(file, { neutralBand: 0.3 })).map(({ label }) => label);
    expect(labels).toEqual(['positive', 'neutral', 'neutral', 'negative']);
  });

  test('a negative neutral band is refused', async () => {
    writeFileSync(file, rated);
    await expect(readSnippets(file, { neutralBand: -1 })).rejects.toThrow('neutralBand is -1');
  });

  test.each([
    ['1\t2.5\n', /rated\.txt:1: expected number, rating and text/],
    ['1\t2.5\tGood.\n2\thigh\tBad.\n', /rated\.txt:2: the rating "high" is not a number/],
    ['1\t40\tGood.\n', /rated\.txt:1: the rating 40 is outside of -4 to 4/],
    ['', /rated\.txt is empty/],
  ])('%j is refused by file and line', async (content, message) => {
    writeFileSync(file, content);
    await expect(readSnippets(file)).rejects.toThrow(message);
  });

  test.skipIf(!isInstalled('snippets'))('all film sentences with a sign are read', async () => {
    const reviews = await readSnippets(join(datasetPath('snippets'), 'movieReviewSnippets_GroundTruth.txt'));
    expect(reviews).toHaveLength(10_605 - 37);
    expect(reviews.filter(({ label }) => label === 'positive')).toHaveLength(5242);
  });
});
