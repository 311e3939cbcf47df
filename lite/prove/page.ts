/** A page that runs cells without JupyterLite: the proof adds it to a page of the app. */

import { startKernel } from '../app/notebook-kernel';
import type { Content } from '../messages';

/** The outcome of a cell. */
export interface Outcome {
  /** The error with its traceback; undefined if there was none. */
  error?: string;
  /** What it printed and showed, as text. */
  shown: string;
}

/** What the proof calls in the page. */
export interface Tab {
  /** Starts a kernel for a notebook. `files` are the reader's files by path. */
  start(base: string, files: Readonly<Record<string, string>>): void;
  /** Runs a cell to its end. */
  run(code: string): Promise<Outcome>;
  /** Ends the kernel. */
  end(): void;
}

let kernel: ReturnType<typeof startKernel> | undefined;

const tab: Tab = {
  start(base, given) {
    const texts = new Map(Object.entries(given));
    const files = {
      read: async (path: string) => texts.get(path),
      write: async (path: string, text: string) => void texts.set(path, text),
    };
    kernel = startKernel({ base, workers: `${base}course/`, folder: 'notebooks', files });
  },
  async run(code) {
    const outcome: Outcome = { shown: '' };
    const publish = (type: string, content: Content) => {
      if (type === 'error') outcome.error = [content['traceback']].flat().join('\n');
      else outcome.shown += textOf(content);
    };
    await kernel!.request('execute', { code }, { publish });
    return outcome;
  },
  end: () => kernel?.dispose(),
};

function textOf({ text, data }: Content): string {
  if (text) return String(text);
  const types = (data ?? {}) as Record<string, unknown>;
  return `${types['text/plain'] ?? Object.keys(types).join(', ')}\n`;
}

Object.assign(globalThis, { tab });
