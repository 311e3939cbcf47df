import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findExercises } from '../../../course/exercises/catalog';
import { findAnswers } from '../../../course/grading/find-answers';
import { zipOf } from '../../datasets/archives';
import { CLEANING } from './class';

const exercises = findExercises([CLEANING]);
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'submission-'));
});
afterEach(() => rmSync(home, { recursive: true }));
const found = () => findAnswers(home, false, exercises);

test('a damaged archive beside a good one is a note', async () => {
  writeFileSync(join(home, 'a-damaged.zip'), 'PK');
  writeFileSync(join(home, 'good.zip'), zipOf({ [`exercises/${CLEANING}.ts`]: 'the answer' }));
  const { answers, folder, problems } = await found();
  expect(Object.fromEntries(answers)).toEqual({ [CLEANING]: { code: 'the answer' } });
  expect(folder).toBe('good.zip/exercises');
  expect(problems).toEqual([expect.stringMatching(/^a-damaged[.]zip cannot be read: ./)]);
});

test('a submission whose only archives are damaged is unreadable', async () => {
  writeFileSync(join(home, 'one.zip'), 'PK');
  writeFileSync(join(home, 'two.zip'), 'PK');
  await expect(found()).rejects.toThrow(/^one[.]zip cannot be read: .*; two[.]zip cannot be read: /);
});

test('folders that are not searched are a note', async () => {
  for (const name of ['one', 'two', 'three']) mkdirSync(join(home, name));
  const { problems } = await findAnswers(home, false, exercises, 3);
  expect(problems).toEqual(['only 3 of its folders were searched']);
});

test('an archive has the answers that its folder has', async () => {
  const files = [`.history/exercises/${CLEANING}.ts`, `Solutions/${CLEANING}.ts`];
  const names = Object.fromEntries(files.map((file) => [file, 'not the answer']));
  writeFileSync(join(home, 'all.zip'), zipOf(names));
  expect((await found()).answers.size).toBe(0);
});
