/** What a page and the worker that runs the cells of a notebook say to each other. */

import type { Content } from '../kernel/wire';

export type { Content };

/** Messages to the worker. The first one is `start`. */
export type ToCells =
  | {
      kind: 'start';
      /** The address of the app's folder, with a slash at its end. */
      base: string;
      /** The folder of the notebook, relative to the app's root. */
      folder: string;
      /** Where the worker reaches TypeScript: a `Language`. */
      language: MessagePort;
      /** Where the worker reaches the reader's files: `TabHost['files']`. */
      files: MessagePort;
      /** An address that is taken back to ask for a stop: see `cells/tab-stops.ts`. */
      watch: string;
    }
  /** A request of Jupyter without the ending `_request`. */
  | { kind: 'request'; id: number; type: string; content: Content }
  /** The line that answers a question. */
  | { kind: 'answer'; question: number; line: string }
  | { kind: 'no answer'; question: number; message: string }
  /** The running cell is to stop. `watch` is for the next stop. */
  | { kind: 'stop'; watch: string };

/** Messages of the worker. `id` is that of the request. */
export type FromCells =
  | { kind: 'publish'; id: number; msgType: string; content: Content }
  | { kind: 'reply'; id: number; content: Content }
  | { kind: 'ask'; id: number; question: number; prompt: string; isPassword: boolean };
