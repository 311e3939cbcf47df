/** Replaces `compile-kernel.ts` in browsers: the build puts the bytes into the program. */
import bytes from './kernel/prebuilt/lstm.wasm';

/** Returns the WebAssembly module of the LSTM. */
export async function compileKernel(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(bytes);
}
