/** Replaces `compile-kernel.ts` in workerd, which compiles no bytes but has modules. */
import module from './kernel/prebuilt/lstm.wasm';

/** Returns the WebAssembly module of the LSTM. */
export async function compileKernel(): Promise<WebAssembly.Module> {
  return module as unknown as WebAssembly.Module;
}
