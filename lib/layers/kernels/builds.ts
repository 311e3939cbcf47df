import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernels } from './kernel';
import { nativeKernels } from './native';
import { wasmKernels } from './wasm';

/** The kernels of a build, or why there are none. */
export type Loaded = { kernels: Kernels; build: string } | { kernels?: undefined; reason: string };

/** A native build: its file, and the digest of its sources, which ends the operations' names. */
export interface NativeBuild {
  file: string;
  digest: string;
}

let ownBuild: NativeBuild | undefined;
let loaded: Loaded | undefined;

/**
 * Uses a native build of your own, for a platform without a prebuilt one. Call it before the first
 * layer runs.
 */
export function setNativeBuild(build: NativeBuild | undefined): void {
  ownBuild = build;
  loaded = undefined;
}

/**
 * Loads the native kernels into the process, once, and returns them. TensorFlow's library must be
 * loaded already.
 */
export function loadNative(): Loaded {
  loaded ??= load();
  return loaded;
}

function load(): Loaded {
  try {
    const build = ownBuild ?? prebuilt();
    if (!build) return { reason: `there is no build for ${process.platform}-${process.arch}` };
    process.dlopen({ exports: {} } as NodeModule, build.file); // registers its operations
    return { kernels: nativeKernels(build.digest), build: build.file };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}

/** Returns the prebuilt kernel for this platform and processor; undefined if there is none. */
export function prebuilt(): NativeBuild | undefined {
  const level = process.platform === 'linux' && process.arch === 'x64' ? vectorLevel() : undefined;
  if (!level) return undefined;
  return { file: join(__dirname, 'prebuilt', `linux-x64-${level}.node`), digest: kernelDigest() };
}

/** Returns `v4` for a processor with AVX-512, `v3` with AVX2 and FMA (x86-64 psABI, levels). */
function vectorLevel(): 'v3' | 'v4' | undefined {
  const [, line = ''] = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? [];
  const flags = new Set(line.trim().split(/\s+/));
  const has = (...names: string[]) => names.every((name) => flags.has(name));
  if (!has('avx2', 'fma', 'bmi1', 'bmi2', 'f16c', 'movbe')) return undefined;
  return has('avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl') ? 'v4' : 'v3';
}

/** Returns the digest of the kernels' sources, as `npm run kernels` has recorded it. */
export function kernelDigest(): string {
  const manifest = readFileSync(join(__dirname, 'prebuilt', 'manifest.json'), 'utf8');
  return (JSON.parse(manifest) as { digest: string }).digest;
}

let wasm: Loaded | undefined;
let wasmFile: string | URL | undefined;

/**
 * Uses the WebAssembly kernel, `fast-lstm.wasm`, of this place: a URL, or in Node a file. It is
 * needed where a bundler separates this package from that file. Call it before the first layer
 * runs, and before `kernelsReady`.
 */
export function setWasmFile(place: string | URL | undefined): void {
  wasmFile = place;
  wasm = undefined;
}

/** Loads the WebAssembly kernels and returns them. */
export function loadWasm(): Loaded {
  wasm ??= loadModule();
  return wasm;
}

/** There is nothing to wait for in Node: `loadWasm` does all. */
export function prepareWasm(): Promise<void> {
  return Promise.resolve();
}

function loadModule(): Loaded {
  const file = wasmFile ?? join(__dirname, 'prebuilt', 'fast-lstm.wasm');
  try {
    const module = new WebAssembly.Module(readFileSync(file));
    return { kernels: wasmKernels(new WebAssembly.Instance(module)), build: String(file) };
  } catch (error) {
    return { reason: (error as Error).message };
  }
}
