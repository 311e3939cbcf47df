/**
 * Answers as a zip archive: what a tab's page downloads and brings back, and what
 * `npm run grade -- --submissions` takes.
 */
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import catalog from '../../../exercises/catalogue.json';
import type { Exercise } from '../../exercises/catalog';
import { digestOf } from '../../exercises/digest';
import { chooseFolder, exerciseOfFile } from '../choose-folder';
import { LARGEST_ANSWER, tooLarge } from '../largest-answer';

/** The exercises of the course. */
const EXERCISES = catalog as Exercise[];

/**
 * Returns a zip archive with the learner's answers, `exercises/NN-name.ts`. Exercises that were not
 * edited are left out: to the grader, they are not started.
 *
 * @param read returns the text of a file; undefined if there is none
 * @throws if there are no answers, or one cannot be read or is larger than 1 MB, which the grader
 *   refuses
 */
export async function zipAnswers(
  read: (path: string) => Promise<string | undefined>,
): Promise<Uint8Array<ArrayBuffer>> {
  const files: Record<string, Uint8Array> = {};
  for (const { name, stub } of EXERCISES) {
    const path = `exercises/${name}.ts`;
    const code = await read(path);
    if (code === undefined || digestOf(code) === stub) continue;
    const bytes = strToU8(code);
    if (bytes.length > LARGEST_ANSWER) throw new Error(tooLarge(path));
    files[path] = bytes;
  }
  if (Object.keys(files).length === 0)
    throw new Error('there are no answers yet: no file in the folder exercises was edited and saved');
  return zipSync(files);
}

/**
 * Returns the answers in a zip archive by path, `exercises/NN-name.ts`, wherever they are in it.
 * Exercises that were not edited are left out.
 *
 * @throws if the archive is damaged or has no answers, or an answer is larger than 1 MB
 */
export function unzipAnswers(archive: Uint8Array): Readonly<Record<string, string>> {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(archive, {
      filter({ name, originalSize }) {
        if (!exerciseOfFile(name, EXERCISES)) return false;
        if (originalSize > LARGEST_ANSWER) throw new Error(tooLarge(name));
        return true;
      },
    });
  } catch (error) {
    throw new Error(`the archive cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const { chosen } = chooseFolder(Object.keys(files), EXERCISES);
  const answers = Object.fromEntries(
    [...chosen].map(([name, file]) => [`exercises/${name}.ts`, strFromU8(files[file]!)]),
  );
  for (const { name, stub } of EXERCISES) {
    const path = `exercises/${name}.ts`;
    if (path in answers && digestOf(answers[path]!) === stub) delete answers[path];
  }
  if (Object.keys(answers).length === 0)
    throw new Error('the archive has no answers, such as exercises/01-majority-baseline.ts');
  return answers;
}
