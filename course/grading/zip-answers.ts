import { buffer } from 'node:stream/consumers';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { Exercise } from '../exercises/catalog';
import type { Answer } from './answer-file';
import { chooseFolder, exerciseOfFile, type FoundAnswers, isSkipped } from './choose-folder';
import { LARGEST_ANSWER, tooLarge } from './largest-answer';

const FILE_TYPE = 0o170000; // the bits of a Unix mode that hold a file's type
const SYMBOLIC_LINK = 0o120000;

/**
 * Reads the answers in a zip archive. Only files with the name of an answer are unpacked, into
 * memory, and none that says it is larger than an answer: an archive can neither fill the disk nor
 * write anywhere.
 *
 * @throws if the archive is damaged, has a password, or names files outside of it
 */
export async function zippedAnswers(archive: string, exercises: readonly Exercise[]): Promise<FoundAnswers> {
  const zip = await openPromise(archive, { lazyEntries: true, autoClose: false });
  try {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry() as AsyncIterable<Entry>)
      if (
        exerciseOfFile(entry.fileName, exercises) &&
        !entry.fileName.split('/').slice(0, -1).some(isSkipped)
      )
        entries.set(entry.fileName, entry);
    const { folder, chosen, others } = chooseFolder([...entries.keys()], exercises);
    const answers = new Map<string, Answer>();
    for (const [name, file] of chosen)
      answers.set(name, await answerIn(zip, entries.get(file)!, `exercises/${name}.ts`));
    return { answers, folder, others, problems: [] };
  } finally {
    zip.close();
  }
}

async function answerIn(zip: ZipFile, entry: Entry, shown: string): Promise<Answer> {
  if (entry.isEncrypted()) throw new Error('it has a password');
  if (((entry.externalFileAttributes >>> 16) & FILE_TYPE) === SYMBOLIC_LINK)
    return { fault: `${shown} is a link: hand in the file itself` };
  if (entry.uncompressedSize > LARGEST_ANSWER) return { fault: tooLarge(shown) };
  try {
    return { code: (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8') };
  } catch (error) {
    return { fault: `${shown} is damaged in the archive: ${(error as Error).message}` };
  }
}
