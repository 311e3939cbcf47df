import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../../lib/repository';
import { asOpened } from '../../lite/opened-notebook';

const FILE = join(repositoryRoot(), 'notebooks', '02-tensors.ipynb');

test('lines that a cell printed are one string, and the rest of a notebook stays as it is', () => {
  const text = readFileSync(FILE, 'utf8');
  const before = JSON.parse(text);
  const after = JSON.parse(asOpened(text));
  expect(after.metadata.language_info).toMatchObject({ name: 'typescript', file_extension: '.ts' });
  let streams = 0;
  for (const [n, cell] of before.cells.entries())
    for (const [at, output] of (cell.outputs ?? []).entries()) {
      if (output.output_type !== 'stream') continue;
      expect(after.cells[n].outputs[at].text).toBe(output.text.join(''));
      after.cells[n].outputs[at].text = output.text;
      streams++;
    }
  expect(streams).toBeGreaterThan(3);
  expect(after.cells).toEqual(before.cells);
});
