/** The worker that runs models. The page calls its functions by comlink. */
import { expose, proxy } from 'comlink';
import { fetchModel } from './fetch-model';
import { openModel } from './model';
import { findUnits } from './probes';

/** Where a model comes from. */
export type ModelSource = { url: string } | { name: string; bytes: Uint8Array };

/** The share of the model between two reports. */
const PROGRESS_STEP = 0.04;

const worker = {
  /**
   * Opens a model. It stays in the worker, and the page gets a proxy of it.
   *
   * @param onProgress receives the share of the model that has come, 0 to 1
   * @throws when it cannot be fetched, or is none
   */
  async open(source: ModelSource, onProgress: (share: number) => void) {
    const bytes = 'bytes' in source ? source.bytes : await fetchModel(source.url, inSteps(onProgress));
    const model = await openModel(bytes, 'name' in source ? source.name : 'the model');
    return proxy({ ...model, findUnits: () => findUnits(model) });
  },
};

/** What the page may call. */
export type InferenceWorker = typeof worker;

expose(worker);

/** Reports fewer times than bytes come. */
function inSteps(onProgress: (share: number) => void): (bytes: number, total: number) => void {
  let reported = 0;
  return (bytes, total) => {
    if (bytes - reported < total * PROGRESS_STEP || total === 0) return;
    reported = bytes;
    onProgress(bytes / total);
  };
}
