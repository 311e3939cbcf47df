import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startKernel } from '../../lite/app/notebook-kernel';

/** A worker that never answers. Its name says what it was started for. */
class SilentWorker {
  static all: SilentWorker[] = [];
  onerror: ((event: { message?: string }) => void) | undefined;
  onmessage: ((event: { data: unknown }) => void) | undefined;
  isEnded = false;
  readonly name: string;
  constructor(_url: string, { name }: { name: string }) {
    this.name = name;
    SilentWorker.all.push(this);
  }
  postMessage(message: { files?: MessagePort; port?: MessagePort; language?: MessagePort }) {
    for (const port of [message.files, message.port, message.language]) port?.close();
  }
  terminate() {
    this.isEnded = true;
  }
}

beforeEach(() => {
  SilentWorker.all = [];
  vi.stubGlobal('Worker', SilentWorker);
});
afterEach(() => vi.unstubAllGlobals());

function started() {
  const files = { read: async () => undefined, write: async () => {} };
  const kernel = startKernel({ base: 'http://a/', workers: 'http://a/course/', folder: 'notebooks', files });
  const worker = (name: string) => SilentWorker.all.filter((one) => one.name === name);
  return { kernel, worker };
}

test.each(['Cells', 'TypeScript'])('if the worker %s cannot be loaded, all cells say so', async (name) => {
  const { kernel, worker } = started();
  const shown: unknown[] = [];
  const publish = (_: string, { evalue }: Record<string, unknown>) => void shown.push(evalue);
  const first = kernel.request('execute', { code: '1' }, { publish });
  worker(name)[0]!.onerror!({});
  const second = kernel.request('execute', { code: '2' }, { publish });
  for (const reply of [await first, await second])
    expect(reply).toMatchObject({ status: 'error', evalue: expect.stringContaining('reload the page') });
  expect(shown).toHaveLength(2);
  expect(SilentWorker.all.map(({ isEnded }) => isEnded)).toEqual([true, true]); // and no others were started
});

test('a worker that fails is replaced, and the cell that ran has no number', async () => {
  const { kernel, worker } = started();
  const reply = kernel.request('execute', { code: '1' });
  worker('Cells')[0]!.onerror!({ message: 'out of memory' });
  expect(await reply).toMatchObject({
    status: 'error',
    execution_count: null,
    evalue: 'The kernel has failed: out of memory. All variables are lost: run the cells above again.',
  });
  expect(worker('Cells').map(({ isEnded }) => isEnded)).toEqual([true, false]);
  kernel.dispose();
});
