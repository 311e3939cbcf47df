import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../../lib/repository';
import { READERS } from './readers';
import { recordedTallies, withReaderTable } from './record';
import { isRight } from './run';

it('docs/reliability.md shows the recorded run, which has every reader and no fault', () => {
  const recorded = recordedTallies();
  const page = readFileSync(join(repositoryRoot(), 'docs', 'reliability.md'), 'utf8');
  expect(withReaderTable(page, recorded)).toBe(page);
  expect(recorded.map(({ reader }) => reader)).toEqual(READERS.map(({ name }) => name));
  expect(recorded.filter((tally) => !isRight(tally))).toEqual([]);
});
