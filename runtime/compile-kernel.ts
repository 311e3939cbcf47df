import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Returns the WebAssembly module of the LSTM. */
export async function compileKernel(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(join(__dirname, 'kernel', 'prebuilt', 'lstm.wasm')));
}
