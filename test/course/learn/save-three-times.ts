/** Saves three answers in a watched folder, one of them an endless loop, and prints the grades. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findExercises } from '../../../course/exercises/catalog';
import { watchAnswers } from '../../../course/learn/watch';

async function main(folder: string): Promise<void> {
  const exercises = findExercises(['11-cleaning']);
  const file = join(folder, `${exercises[0]!.name}.ts`);
  const save = (body: string) =>
    writeFileSync(file, `export function cleanSentences(text: string) {\n  ${body}\n}\n`);
  const bodies = [
    "return text.toLowerCase().replaceAll('<br />', ' ').replaceAll(/[^a-z0-9 ]/g, '');",
    'for (;;);',
  ];
  save('return text;');
  let finished = () => {};
  const end = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const watcher = await watchAnswers({ exercises, folder, saved: (exercise) => void graded(exercise) });
  async function graded(exercise: (typeof exercises)[number]): Promise<void> {
    const grading = watcher.grade(exercise);
    const next = bodies.pop();
    if (next) setTimeout(() => save(next), bodies.length > 0 ? 0 : 1500);
    const result = await grading;
    if (!result) return; // the loop: saved again meanwhile
    console.log(`${result.status}: ${result.message ?? ''}`);
    if (result.status === 'done') finished();
  }
  const first = await watcher.grade(exercises[0]!);
  console.log(`${first?.status}: ${first?.message}`);
  save(bodies.pop()!);
  await end;
  await watcher.close();
  process.exit(0);
}

void main(process.argv[2]!);
