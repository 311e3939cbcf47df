/** What a tab's page and the worker that grades say to each other. */
import type { FileReport } from '../failure';

/** An answer to test. */
export interface AnswerToTest {
  /** The name of the exercise: `17-masked-mean`. */
  name: string;
  /** The code by path: the answer `exercises/17-masked-mean.ts`, and answers that it imports. */
  code: Readonly<Record<string, string>>;
}

/** `answer`: test it; `ping`: answer at once, to show that the answer only waits. */
export type ToWorker = { answer: AnswerToTest } | 'ping';

/** `started`: the answer runs from now on; `loading`: its test is loaded. */
export type FromWorker = 'started' | 'loading' | 'pong' | { report: FileReport };
