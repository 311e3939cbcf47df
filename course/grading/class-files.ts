import { join } from 'node:path';
import { replaceFile } from '../../lib/files/replace-file';
import { classCsv, classPage, feedbackPage } from './class-report';
import { fileName } from './kept-grades';
import { type GradedSubmission, REPORTS } from './submissions';

const [CSV, PAGE, FEEDBACK] = REPORTS as [string, string, string];
const PAUSE = 5000; // ms between two writes of the reports of the whole class

/** Writes the reports of a class while it is graded. */
export interface ClassFiles {
  /** Writes the feedback for one student, and now and then the reports of all so far. */
  add(submission: GradedSubmission): void;
  /** Writes all reports. @throws if one could not be written */
  finish(submissions: readonly GradedSubmission[]): Promise<void>;
  /** The files and folders that are written. */
  paths: string[];
}

/** Returns the writer of the reports in a folder. Readers see whole files only. */
export function classFiles(out: string): ClassFiles {
  const graded: GradedSubmission[] = [];
  let last = performance.now();
  let writing: Promise<unknown> = Promise.resolve();
  const write = (work: () => Promise<void>) => {
    writing = Promise.all([writing, work()]);
    writing.catch(() => {}); // `finish` throws it
  };
  const writeAll = async (submissions: readonly GradedSubmission[]) => {
    const sorted = [...submissions].sort((a, b) => (a.name < b.name ? -1 : 1));
    await replaceFile(join(out, CSV), classCsv(sorted));
    await replaceFile(join(out, PAGE), classPage(sorted, new Date()));
  };
  return {
    paths: [CSV, PAGE, FEEDBACK].map((name) => join(out, name)),
    add(submission) {
      graded.push(submission);
      const feedback = join(out, FEEDBACK, `${fileName(submission.name)}.html`);
      write(() => replaceFile(feedback, feedbackPage(submission, new Date())));
      if (performance.now() - last < PAUSE) return;
      last = performance.now();
      write(() => writeAll(graded));
    },
    async finish(submissions) {
      await writing;
      await writeAll(submissions);
    },
  };
}
