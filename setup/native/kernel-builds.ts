import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDir } from '../../lib/datasets';
import { makeFolder } from '../../lib/files/make-folder';
import { scratchFolder } from '../../lib/files/temporary';
import { venvPython } from '../../lib/python';
import { repositoryRoot } from '../../lib/repository';
import { runProgram } from '../run-program';

/** The compiler of all prebuilt kernels: a C++ compiler for every target, as a Python package. */
const ZIG = '0.17.1';

/** What a prebuilt kernel is compiled from and for. */
interface Target {
  /** The file in `prebuilt/`. */
  file: string;
  source: 'tensorflow.cc' | 'wasm.cc' | 'similarities.cc' | 'lstm.cc';
  flags: string[];
  link: string[];
}

const LINUX = ['-target', 'x86_64-linux-gnu.2.28']; // the glibc of Debian 10 and RHEL 8
const WASM = ['-target', 'wasm32-wasi'];

const LSTM: Target[] = [
  {
    file: 'fast-lstm.wasm',
    source: 'wasm.cc',
    flags: [...WASM, '-msimd128'],
    link: [...WASM, '-mexec-model=reactor', '-Wl,--strip-all', '-Wl,-z,stack-size=262144'],
  },
  // The levels of the x86-64 psABI: AVX2 with FMA, and AVX-512.
  ...['v3', 'v4'].map(
    (level): Target => ({
      file: `linux-x64-${level}.node`,
      source: 'tensorflow.cc',
      flags: [...LINUX, `-mcpu=x86_64_${level}`, '-fPIC'],
      link: [...LINUX, '-shared', '-Wl,-z,nodelete'],
    }),
  ),
];

const BARE_WASM = ['-target', 'wasm32-freestanding'];

const SIMILARITIES: Target[] = [
  {
    file: 'similarities.wasm',
    source: 'similarities.cc',
    flags: [...BARE_WASM, '-msimd128'],
    link: [
      ...BARE_WASM,
      '-nostdlib',
      '-Wl,--no-entry',
      '-Wl,--import-memory',
      '-Wl,--strip-all',
      '-Wl,-z,stack-size=1024',
    ],
  },
];

const CLASSIFIER: Target[] = [
  {
    file: 'lstm.wasm',
    source: 'lstm.cc',
    flags: [...WASM, '-msimd128'],
    link: [...WASM, '-mexec-model=reactor', '-Wl,--strip-all', '-Wl,-z,stack-size=65536'],
  },
];

/** What is built of each folder with sources. The kernels are in its folder `prebuilt/`. */
const TARGETS: ReadonlyMap<string, Target[]> = new Map([
  [kernelSources(), LSTM],
  [join(repositoryRoot(), 'lib', 'vectors', 'kernels'), SIMILARITIES],
  [join(repositoryRoot(), 'runtime', 'kernel'), CLASSIFIER],
]);

/** The folders with sources of kernels. */
export const KERNEL_FOLDERS = [...TARGETS.keys()];

/**
 * How sources are compiled, with any compiler. Nothing of the C++ library is needed at run time.
 */
export const COMPILE = [
  ...['-O3', '-std=c++17', '-ffp-contract=fast', '-fvisibility=hidden', '-fno-exceptions', '-fno-rtti'],
  ...['-Wall', '-Wno-psabi'],
];

/** The content of `prebuilt/manifest.json`. */
export interface KernelManifest {
  /** The first 16 characters of the digest of all sources; part of the operations' names. */
  digest: string;
  compiler: string;
  /** The SHA-256 of every prebuilt file. */
  files: Record<string, string>;
}

/** Returns the folder of the sources of the LSTM's kernels. */
export function kernelSources(): string {
  return join(repositoryRoot(), 'lib', 'layers', 'kernels');
}

/**
 * Returns the first 16 characters of the SHA-256 of a folder's sources, names included, and of the
 * sources in other folders that these include.
 */
export function kernelDigest(folder = kernelSources()): string {
  const digest = createHash('sha256');
  const own = readdirSync(folder).filter((name) => /\.(cc|h)$/.test(name));
  const included = new Set<string>();
  for (const name of own.sort()) {
    const source = readFileSync(join(folder, name), 'utf8');
    digest.update(`${name}\n`).update(source);
    for (const [, path] of source.matchAll(/#include "(\.\.\/[^"]+)"/g))
      included.add(dirname(join(folder, path!)));
  }
  for (const other of included) digest.update(kernelDigest(other));
  return digest.digest('hex').slice(0, 16);
}

/**
 * Builds the kernels of a folder, with their manifest. The same sources give the same bytes on
 * every machine.
 *
 * @param sources one of `KERNEL_FOLDERS`
 * @param onFile called with the name of each file that is built
 */
export async function buildKernels(
  sources: string,
  out: string,
  onFile: (name: string) => void,
): Promise<KernelManifest> {
  const work = scratchFolder('kernel');
  try {
    makeFolder(out);
    const zig = await compiler();
    const digest = kernelDigest(sources);
    const files: KernelManifest['files'] = {};
    for (const { file, source, flags, link } of TARGETS.get(sources)!) {
      onFile(file);
      const object = join(work, `${file}.o`);
      const compile = [...flags, ...COMPILE, `-DKERNEL_DIGEST=${digest}`, '-c', source, '-o', object];
      await zig(['c++', ...compile], sources); // relative, as the path could get into the file
      const library = source === 'tensorflow.cc' ? [await standIn(zig, work, object)] : [];
      await zig(['cc', ...link, '-s', object, ...library, '-o', join(out, file)], work);
      files[file] = sha256(join(out, file));
    }
    const manifest = { digest, compiler: `ziglang ${ZIG}`, files };
    writeFileSync(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    return manifest;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Returns the SHA-256 of a file, in hexadecimal digits. */
export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

type Zig = (args: string[], cwd: string) => Promise<string>;

/** Installs the compiler into the cache, once, and returns it. */
async function compiler(): Promise<Zig> {
  const folder = join(cacheDir(), `ziglang-${ZIG}`);
  const python = venvPython();
  if (!existsSync(join(folder, 'ziglang')))
    await runProgram(python, ['-m', 'pip', 'install', '--no-deps', '--target', folder, `ziglang==${ZIG}`]);
  return (args, cwd) =>
    runProgram(python, ['-m', 'ziglang', ...args], { cwd, env: { PYTHONPATH: folder }, timeLimit: 1200 });
}

/**
 * Links an empty library with the name and the functions of TensorFlow's. The real one is in the
 * process already when a kernel is loaded, and is found by this name.
 */
async function standIn(zig: Zig, work: string, object: string): Promise<string> {
  const library = join(work, 'libtensorflow_framework.so.2');
  const names = new Set(readFileSync(object, 'latin1').match(/\bTF_\w+/g));
  const source = join(work, 'tensorflow.c');
  writeFileSync(source, [...names].map((name) => `void ${name}(void) {}\n`).join(''));
  const soname = '-Wl,-soname,libtensorflow_framework.so.2';
  await zig(['cc', ...LINUX, '-shared', '-nostdlib', soname, source, '-o', library], work);
  return library;
}
