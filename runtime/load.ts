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
 *   as a path, in browsers a URL, that of a folder with a slash at its end; or the bytes of a file,
 *   which are copied. Default: the bundled model, without any network
 * @throws when it cannot be read, is damaged, or has a layer that this package does not have; a
 *   RangeError for another kernel
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
  source: string | URL | Uint8Array | ArrayBuffer = BUNDLED_MODEL,
  { kernel }: LoadOptions = {},
): Promise<Sentiment> {
  if (kernel !== undefined && kernel !== 'wasm' && kernel !== 'js')
    throw new RangeError(`there is no kernel ${JSON.stringify(kernel)}: use "wasm" or "js"`);
  const bytes = bytesOf(source);
  const model = bytes ? readModel(bytes, 'the model') : await readModelAt(source as string | URL);
  if (kernel === 'js') return sentimentOf(model, plainLstm);
  try {
    return sentimentOf(model, wasmLstms(await compileKernel()));
  } catch (error) {
    if (kernel === 'wasm') throw error;
    return sentimentOf(model, plainLstm); // a Content-Security-Policy may forbid WebAssembly
  }
}

/**
 * Returns a copy of bytes, since the caller may use their memory again; undefined for a place. The
 * bundled model is not copied. `instanceof` would not know the arrays of another realm.
 */
function bytesOf(source: string | URL | Uint8Array | ArrayBuffer): Uint8Array | undefined {
  if (source === BUNDLED_MODEL) return source instanceof Uint8Array ? source : undefined;
  if (ArrayBuffer.isView(source))
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  const isBuffer = Object.prototype.toString.call(source) === '[object ArrayBuffer]';
  return isBuffer ? new Uint8Array(source as ArrayBuffer).slice() : undefined;
}

async function readModelAt(source: string | URL): Promise<Model> {
  const place = String(source);
  if (place === '') throw new Error('the place of the model is empty: give a path, a URL or bytes');
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
