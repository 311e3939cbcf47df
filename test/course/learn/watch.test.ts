import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from '../../../lib/repository';
import { answersFolder } from '../exercises/answers-folder';

const root = repositoryRoot();
const tsx = (file: string, ...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: 240_000,
  });

describe('watchAnswers', () => {
  test('a saved answer is graded also while the one before runs an endless loop', {
    timeout: 300_000,
  }, () => {
    const answers = answersFolder();
    const run = tsx(join('test', 'course', 'learn', 'save-three-times.ts'), answers.path);
    answers.remove();
    expect(run.stderr).toBe('');
    const [first, ...later] = run.stdout.trim().split('\n');
    expect(first).toMatch(/^failing: .*cleanSentences\("\w+"\) gave /);
    expect(later).toEqual(['done:']);
  });

  test('time that a process waited for an answer does not count against it', { timeout: 300_000 }, () => {
    const answers = answersFolder();
    const run = tsx(join('test', 'course', 'learn', 'save-after-a-while.ts'), answers.path);
    answers.remove();
    expect(run.stderr).toBe('');
    expect(run.stdout).toMatch(/^failing: .*cleanSentences\(/); // graded, not ended by the time limit
  });
});

describe('npm run learn', () => {
  test('without a terminal, the error names npm run grade', { timeout: 300_000 }, () => {
    const run = tsx('bin/learn.ts');
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/needs a terminal.*npm run grade/);
  });
});
