import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../../lib/repository';
import { READERS } from './readers';
import { readTallies, withReaderTable } from './record';
import { FAULTS } from './run';

it('docs/reliability.md shows the recorded run, which has every reader and no fault', () => {
  const record = readTallies();
  const page = readFileSync(join(repositoryRoot(), 'docs', 'reliability.md'), 'utf8');
  expect(withReaderTable(page, record)).toBe(page);
  expect(record.readers.map(({ reader }) => reader)).toEqual(READERS.map(({ name }) => name));
  for (const { reader, outcomes, ended } of record.readers)
    expect({ reader, ended, faults: FAULTS.map((fault) => outcomes[fault]) }).toEqual({
      reader,
      ended: undefined,
      faults: [0, 0, 0],
    });
});
