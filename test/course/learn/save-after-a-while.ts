/** Grades an answer in a watched folder twice, the second time after a wait, and prints it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findExercises } from '../../../course/exercises/catalog';
import { LIMITS } from '../../../course/grading/grade';
import { watchAnswers } from '../../../course/learn/watch';

const SECONDS = 2; // of processor time; an answer may wait three times as long

/** Sleeps for a second, so that the watchdog checks its time. */
const ANSWER = `const moment = new Int32Array(new SharedArrayBuffer(4));
Atomics.wait(moment, 0, 0, 1000);
export const cleanSentences = (text: string) => text;
`;

async function main(folder: string): Promise<void> {
  const exercises = findExercises(['11-cleaning']);
  const [exercise] = exercises as [(typeof exercises)[number]];
  writeFileSync(join(folder, `${exercise.name}.ts`), ANSWER);
  const watcher = await watchAnswers({
    exercises,
    folder,
    limits: { ...LIMITS, seconds: SECONDS },
    saved() {},
  });
  await watcher.grade(exercise); // leaves a process that waits for the next answer
  await wait(1000 * (3 * SECONDS + 1));
  const result = await watcher.grade(exercise);
  console.log(`${result?.status}: ${result?.message}`);
  await watcher.close();
  process.exit(0);
}

void main(process.argv[2]!);
