import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openStudy, type Study } from '../../../experiments/tuning/study';

const dir = mkdtempSync(join(tmpdir(), 'study-'));
afterAll(() => rmSync(dir, { recursive: true }));

test('of several processes that begin a search at once, those with the same one go on', async () => {
  const study = {
    system: 'simple',
    flags: { data: 'reviews.csv' },
    space: {},
    seeds: [0],
  } as unknown as Study;
  const data = { labels: 'a'.repeat(64) };
  const versions = Array.from({ length: 8 }, (_, n) => `${n}`.repeat(64));
  const begun = await Promise.all(versions.map((code) => openStudy(dir, study, data, code)));
  expect(new Set(begun).size).toBe(1);
  const others = Array.from({ length: 8 }, (_, searchSeed) => ({ ...study, searchSeed }));
  const folder = join(dir, 'others');
  const ends = await Promise.allSettled(others.map((other) => openStudy(folder, other, data, versions[0]!)));
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(readdirSync(folder)).toEqual(['study.json']);
});
