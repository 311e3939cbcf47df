import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../../../lib/repository';
import { answersFolder } from '../exercises/answers-folder';

const root = repositoryRoot();
const tsx = (file: string, ...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: 240_000,
  });

test('an answer is graded when it is saved, also while the one before it runs for ever', () => {
  const answers = answersFolder();
  const run = tsx(join('test', 'course', 'learn', 'save-three-times.ts'), answers.path);
  answers.remove();
  expect(run.stderr).toBe('');
  expect(run.stdout.trim().split('\n')).toEqual([
    'failing: capital letters are still there, or were removed: cleanSentences("GOOD") gave "GOOD", not "good"',
    'done:',
  ]);
});

test('an answer may take its time however long its process has waited for it', () => {
  const answers = answersFolder();
  const run = tsx(join('test', 'course', 'learn', 'save-after-a-while.ts'), answers.path);
  answers.remove();
  expect(run.stderr).toBe('');
  expect(run.stdout).toMatch(/^failing: capital letters are still there/);
});

test('without a terminal it is said what to type', () => {
  const run = tsx('bin/learn.ts');
  expect(run.status).toBe(1);
  expect(run.stderr).toMatch(/needs a terminal.*npm run grade/);
});
