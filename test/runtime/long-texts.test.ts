import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../../lib/repository';

it('200 texts of a megabyte need less than 100 MB beside the texts', () => {
  const program = ['--import', 'tsx', join(__dirname, 'long-texts.ts')];
  const shown = execFileSync(process.execPath, program, { cwd: repositoryRoot(), encoding: 'utf8' });
  const [megabytes, predictions] = shown.split(' ').map(Number);
  expect(predictions).toBe(200);
  expect(megabytes).toBeLessThan(100); // 440 when all of a text was tokenized
});
