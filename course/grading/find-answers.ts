import { type Dirent, readdirSync } from 'node:fs';
import { basename, join, posix } from 'node:path';
import type { Exercise } from '../exercises/catalog';
import { type Answer, readAnswer } from './answer-file';
import { chooseFolder, exerciseOfFile, type FoundAnswers, isSkipped } from './choose-folder';
import { zippedAnswers } from './zip-answers';

const DEEPEST = 6; // folders, such as DOWNLOAD/sentiment-lab-main/exercises
const MOST_FOLDERS = 5000;

/**
 * Finds and reads the answers of a submission: a folder or a zip archive. The answers may lie in it
 * or in a folder below, such as `sentiment-lab-main/Exercises`. A folder called `exercises` comes
 * first, then the one nearest to the top. If there are none, zip archives in the folder are
 * searched. Nothing else is read, and links are not followed.
 *
 * @param mostFolders how many of its folders are searched
 * @throws if the folder cannot be read, or there are no answers and an archive is damaged or has a
 *   password
 */
export async function findAnswers(
  submission: string,
  isArchive: boolean,
  exercises: readonly Exercise[],
  mostFolders = MOST_FOLDERS,
): Promise<FoundAnswers> {
  if (isArchive) return zippedAnswers(submission, exercises);
  const { files, archives, problems } = filesIn(submission, exercises, mostFolders);
  const { folder, chosen, others } = chooseFolder(files, exercises);
  const answers = new Map<string, Answer>();
  for (const [name, file] of chosen) {
    const answer = readAnswer(join(submission, file), `exercises/${name}.ts`);
    if (answer) answers.set(name, answer);
  }
  if (answers.size > 0) return { answers, folder, others, problems };
  const unreadable: string[] = [];
  for (const archive of archives)
    try {
      const found = await zippedAnswers(join(submission, archive), exercises);
      if (found.answers.size > 0)
        return {
          ...found,
          folder: posix.join(archive, found.folder),
          problems: [...problems, ...unreadable, ...found.problems],
        };
    } catch (error) {
      unreadable.push(`${archive} cannot be read: ${(error as Error).message}`);
    }
  if (unreadable.length > 0) throw new Error(unreadable.join('; '));
  return { answers, folder, others, problems };
}

/** Returns the relative paths of what has the name of an answer or is an archive. */
function filesIn(submission: string, exercises: readonly Exercise[], mostFolders: number) {
  const files: string[] = [];
  const archives: string[] = [];
  const problems: string[] = [];
  const folders = [''];
  for (let n = 0; n < folders.length && n < mostFolders; n++) {
    const folder = folders[n]!;
    for (const entry of entriesOf(join(submission, folder), n > 0 ? problems : undefined)) {
      const path = posix.join(folder, entry.name);
      if (exerciseOfFile(entry.name, exercises)) files.push(path);
      else if (isSkipped(entry.name)) continue;
      else if (entry.isSymbolicLink()) problems.push(`${path} is a link, which is not followed`);
      else if (entry.isDirectory() && path.split('/').length <= DEEPEST) folders.push(path);
      else if (entry.isFile() && /\.zip$/i.test(entry.name)) archives.push(path);
    }
  }
  if (folders.length > mostFolders)
    problems.push(`only ${mostFolders.toLocaleString('en-US')} of its folders were searched`);
  return { files, archives, problems };
}

/** @param problems receives why the folder cannot be read; without it, that is thrown */
function entriesOf(folder: string, problems?: string[]): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (!problems) throw error;
    problems.push(`${basename(folder)} cannot be read: ${(error as NodeJS.ErrnoException).code}`);
    return [];
  }
}
