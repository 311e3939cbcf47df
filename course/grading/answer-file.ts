import { lstatSync, readFileSync } from 'node:fs';
import { LARGEST_ANSWER, tooLarge } from './largest-answer';

/** The code of an answer, or why it cannot be graded. */
export type Answer = { code: string } | { fault: string };

/**
 * Returns the answer in a file; undefined if there is no such file. Links are not followed, and
 * nothing but a regular file is opened: reading a pipe would wait forever.
 *
 * @param shown the path for messages
 */
export function readAnswer(path: string, shown: string): Answer | undefined {
  try {
    const facts = lstatSync(path, { throwIfNoEntry: false });
    if (!facts) return undefined;
    if (facts.isSymbolicLink()) return { fault: `${shown} is a link: hand in the file itself` };
    if (facts.isDirectory()) return { fault: `${shown} is a folder: it must be a file` };
    if (!facts.isFile()) return { fault: `${shown} is a pipe or a device: it must be a file` };
    if (facts.size > LARGEST_ANSWER) return { fault: tooLarge(shown) };
    return { code: readFileSync(path, 'utf8') };
  } catch (error) {
    return { fault: `${shown} cannot be read: ${(error as Error).message}` };
  }
}
