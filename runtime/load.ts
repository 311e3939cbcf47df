import { CHECKPOINT_FILES, checkpointFiles, readCheckpoint, requireDigests } from './checkpoint';
import { compileKernel } from './compile-kernel';
import { BUNDLED_MODEL, readFrom } from './files';
import { plainLstm } from './lstm';
import { wasmLstms } from './lstm-wasm';
import { type Model, quantized, readModel } from './model-file';
import { type Sentiment, sentimentOf } from './sentiment';

/** Options of `load`. */
export interface LoadOptions {
  /**
   * What computes the LSTM. Default: WebAssembly, or plain JavaScript where WebAssembly is
   * forbidden.
   */
  kernel?: 'wasm' | 'js';
}

/**
 * Returns a model, ready to be called.
 *
 * @param source the file of a model, or the folder of a checkpoint that sentiment-lab trained, each
 *   as a path, in browsers a URL; or the bytes of a file. Default: the bundled model, without any
 *   network
 * @throws when it cannot be read, is damaged, or has a layer that this package does not have
 *
 * @example
 * ```js
 * import { load } from 'lstm-sentiment';
 *
 * const sentiment = await load();
 * sentiment('Not a perfect film, but a wonderful one.').label; // => 'positive'
 * ```
 */
export async function load(
  source: string | URL | Uint8Array = BUNDLED_MODEL,
  { kernel }: LoadOptions = {},
): Promise<Sentiment> {
  // A copy: the caller may use the memory again.
  const copy = (bytes: Uint8Array) => (source === BUNDLED_MODEL ? bytes : new Uint8Array(bytes));
  const model =
    source instanceof Uint8Array ? readModel(copy(source), 'the model') : await readModelAt(source);
  if (kernel === 'js') return sentimentOf(model, plainLstm);
  try {
    return sentimentOf(model, wasmLstms(await compileKernel()));
  } catch (error) {
    if (kernel === 'wasm') throw error;
    return sentimentOf(model, plainLstm); // a Content-Security-Policy may forbid WebAssembly
  }
}

async function readModelAt(source: string | URL): Promise<Model> {
  const place = String(source);
  const bytes = /[\\/]$/.test(place) ? undefined : await readFrom(source);
  if (bytes) return readModel(bytes, place);
  const folder = place.replace(/[\\/]*$/, '/');
  const found = await Promise.all(CHECKPOINT_FILES.map((file) => readFrom(`${folder}${file}`)));
  const missing = CHECKPOINT_FILES.filter((_, n) => !found[n]);
  if (missing.length > 0)
    throw new Error(
      `${place} is neither the file of a model nor a checkpoint: there is no ${missing.join(', ')}`,
    );
  const files = checkpointFiles(found.filter((bytes) => bytes !== undefined));
  await requireDigests(files, place);
  return quantized(readCheckpoint(files, place));
}
