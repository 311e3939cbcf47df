/** Input of the reader: `prompt` opens the input box of the notebook. */
import { currentCell } from './cell';

/** Asks the reader for a line, as part of the current cell. */
export function ask(prompt: string, isPassword = false): Promise<string> {
  const cell = currentCell();
  if (!cell?.ask)
    return Promise.reject(new Error('This program cannot ask for input: run the cell in JupyterLab.'));
  const { signal } = cell.stop;
  const answer = cell.ask(prompt, isPassword);
  return new Promise<string>((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Makes `prompt`, `confirm` and `alert` work in cells. */
export function offerInput(): void {
  const offered = {
    prompt: (message = '', initial = '') => ask(String(message)).then((line) => line || String(initial)),
    confirm: (message = '') => ask(`${message} (y/n)`).then((line) => /^\s*y/i.test(line)),
    alert: async (message = '') => void (await ask(`${message} (Enter)`)),
  };
  for (const [name, value] of Object.entries(offered))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
}
