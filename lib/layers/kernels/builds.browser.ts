/** Replaces `builds.ts` in browsers: there are no native builds, and files are fetched. */
import type { Loaded, NativeBuild } from './builds';
import { wasmKernels } from './wasm';

export type { Loaded, NativeBuild };

/** There is no native library in a browser: this does nothing. */
export function setNativeBuild(_: NativeBuild | undefined): void {}

/** There is no native library in a browser. */
export function prebuilt(): NativeBuild | undefined {
  return undefined;
}

/** Says why there is no native kernel. */
export function loadNative(): Loaded {
  return { reason: 'a browser has no native library' };
}

let wasmFile: string | URL | undefined;
let loading: Promise<Loaded> | undefined;
let loaded: Loaded | undefined;

/** Uses the WebAssembly kernel of this URL. Default: that beside this module. */
export function setWasmFile(place: string | URL | undefined): void {
  wasmFile = place;
  loading = loaded = undefined;
}

/** Returns the WebAssembly kernel if it is there. Else it starts to load it. */
export function loadWasm(): Loaded {
  if (!loaded) void prepareWasm();
  return loaded ?? { reason: 'fast-lstm.wasm is not loaded yet: await kernelsReady()' };
}

/** Loads the WebAssembly kernel, once. */
export async function prepareWasm(): Promise<void> {
  loading ??= load();
  const attempt = loading;
  const result = await attempt;
  if (attempt === loading) loaded = result; // not if `setWasmFile` was called meanwhile
}

async function load(): Promise<Loaded> {
  let place = wasmFile;
  try {
    // Bundlers look for exactly this expression. Where modules have no URL it throws.
    place ??= new URL('./prebuilt/fast-lstm.wasm', import.meta.url);
    const response = await fetch(place);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    const { instance } = await WebAssembly.instantiate(await response.arrayBuffer());
    return { kernels: wasmKernels(instance), build: String(place) };
  } catch (error) {
    const what = `${place ?? 'fast-lstm.wasm'} cannot be loaded (${(error as Error).message})`;
    return { reason: `${what}: serve that file, or call setWasmFile with its URL` };
  }
}
