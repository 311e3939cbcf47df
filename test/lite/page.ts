/** The page of the tests: a kernel in a tab without JupyterLite. */
import { type NotebookKernel, startKernel } from '../../lite/app/notebook-kernel';
import type { Content } from '../../lite/messages';

/** A message that a cell published. */
export interface Published {
  msgType: string;
  content: Content;
}

const texts = new Map<string, string>();
let kernel: NotebookKernel | undefined;

/** What the tests call in the page. */
export const tab = {
  /** Starts a kernel. */
  start() {
    const base = new URL('.', location.href).href;
    const files = {
      read: async (path: string) => texts.get(path),
      write: async (path: string, text: string) => void texts.set(path, text),
    };
    kernel = startKernel({ base, workers: base, folder: 'notebooks', files });
  },
  write: (path: string, text: string) => void texts.set(path, text),
  /**
   * Runs a cell to its end.
   *
   * @param lines what the reader types into input boxes
   * @param later a part of what appears on stderr below the cell, later, too: this waits for it
   */
  async execute(
    code: string,
    lines: readonly string[] = [],
    later?: string,
  ): Promise<{ reply: Content; published: Published[] }> {
    const typed = [...lines];
    let seen = () => {};
    const said = new Promise<void>((resolve) => (seen = resolve));
    const published: Published[] = [];
    const reply = await kernel!.request(
      'execute',
      { code, allow_stdin: true },
      {
        publish(msgType, content) {
          published.push({ msgType, content });
          if (content['name'] === 'stderr' && String(content['text']).includes(later ?? '')) seen();
        },
        ask: async (prompt) => typed.shift() ?? `answer to ${prompt}`,
      },
    );
    if (later !== undefined) await said;
    return { reply, published };
  },
  interrupt: () => kernel!.interrupt(),
  ask: (type: string, content: Content) => kernel!.request(type, content),
  /** Runs a cell and stops it when it has printed something. */
  async stop(code: string): Promise<{ reply: Content; error: string }> {
    let isStopped = false;
    let error = '';
    const reply = await kernel!.request(
      'execute',
      { code },
      {
        publish(msgType, content) {
          if (msgType === 'error') error = String(content['traceback']);
          if (msgType !== 'stream' || isStopped) return;
          isStopped = true;
          kernel!.interrupt();
        },
      },
    );
    return { reply, error };
  },
};

Object.assign(globalThis, { tab });
