import { renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ArchiveSource, downloadPath, fetchArchive, unzip } from '../../lib/datasets';
import { makeFolder } from '../../lib/files/make-folder';
import { showProgress } from '../../lib/progress';
import { runProgram } from '../run-program';
import { findCompiler } from './compiler';
import { tfjsNode } from './place';

/**
 * The smallest release with the C API of tfjs-node 4.22, and the one with the fewest warnings. The
 * wheels of all Python versions have the same libraries.
 */
const WHEEL: ArchiveSource = {
  registry: 'pypi',
  package: 'tensorflow-cpu',
  version: '2.15.1',
  file: 'tensorflow_cpu-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  bytes: 207_208_420,
  digest: { algorithm: 'sha256', hex: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26' },
};

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** The headers that the addon includes, of 145 MB of headers in the wheel. */
const HEADERS = /^tensorflow\/include\/(tensorflow\/(c|core\/platform)|tsl\/(c|platform))\/.*\.h$/;

/**
 * Installs TensorFlow's library from its Python package, and compiles tfjs-node's addon against
 * it.
 *
 * @throws if there is no wheel for this platform, or no C++ compiler
 */
export async function installFromPypi(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(
      `the Python package is used only on Linux x64, and this is ${process.platform} ${process.arch}`,
    );
  const compiler = await findCompiler();
  const wheel = await fetchArchive(WHEEL, { progress: showProgress('TensorFlow', 'bytes') });
  const unpacked = join(tfjsNode, 'deps', 'wheel');
  const isLibrary = (name: string) => LIBRARIES.some((library) => name === `tensorflow/${library}`);
  await unzip(wheel, unpacked, { only: (name) => isLibrary(name) || HEADERS.test(name) });
  const libraries = join(tfjsNode, 'deps', 'lib');
  makeFolder(libraries);
  for (const library of LIBRARIES)
    renameSync(join(unpacked, 'tensorflow', library), join(libraries, library));
  await compileAddon(compiler, join(unpacked, 'tensorflow', 'include'));
  rmSync(unpacked, { recursive: true });
}

/** Removes the wheel from the cache. Call it after the library itself is cached. */
export function removeWheel(): void {
  rmSync(downloadPath(WHEEL.file), { force: true });
}

async function compileAddon(compiler: string, headers: string): Promise<void> {
  const nodeHeaders: string = require('node-api-headers').include_dir;
  const addon = join(tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');
  makeFolder(dirname(addon));
  const flags = ['-O2', '-std=c++17', '-shared', '-fPIC'];
  const defines = ['NAPI_VERSION=8', 'BUILDING_NODE_EXTENSION', 'NODE_GYP_MODULE_NAME=tfjs_binding'];
  const includes = [tfjsNode, nodeHeaders, headers];
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(tfjsNode, 'binding', file));
  const link = [`-L${join(tfjsNode, 'deps', 'lib')}`, ...LIBRARIES.map((library) => `-l:${library}`)];
  const args = [
    ...flags,
    ...defines.map((define) => `-D${define}`),
    ...includes.map((folder) => `-I${folder}`),
    ...sources,
    '-o',
    addon,
    ...link,
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
  await runProgram(compiler, args, { timeLimit: 300 });
}
