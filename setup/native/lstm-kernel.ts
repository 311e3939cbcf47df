import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../../lib/files/make-folder';
import { prebuilt } from '../../lib/layers/kernels/builds';
import { compiledOwnKernel, ownKernel } from '../../lib/own-kernel';
import { runProgram } from '../run-program';
import type { Step } from '../step';
import { findCompiler } from './compiler';
import { readNativeRecord } from './index';
import { COMPILE, kernelSources } from './kernel-builds';
import { tfjsNode } from './place';
import { runProof } from './prove';

const TIME_LIMIT = 120; // seconds

/**
 * Compiles the native LSTM kernel, where no prebuilt one fits. If that fails, TensorFlow's kernels
 * and the one in WebAssembly are used.
 */
export const lstmKernel: Step = {
  name: 'LSTM kernel',
  missing() {
    if (readNativeRecord()?.way === 'none' || prebuilt() || compiledOwnKernel() || whyNoLstmKernel())
      return undefined;
    return { megabytes: 0, seconds: 8 };
  },
  async provide() {
    if (readNativeRecord()?.way === 'none') return 'not compiled, because TensorFlow is not installed';
    try {
      await compileKernel();
      return 'compiled for this processor, tested';
    } catch (error) {
      makeFolder(dirname(failure()));
      writeFileSync(failure(), (error as Error).message);
      const [reason] = (error as Error).message.split('\n');
      return `TensorFlow's own, several times slower: ${reason}. To try again: npm run setup -- --native`;
    }
  },
};

/** Returns why the kernel could not be compiled; undefined if it could, or was not tried. */
export function whyNoLstmKernel(): string | undefined {
  return existsSync(failure()) ? readFileSync(failure(), 'utf8') : undefined;
}

/**
 * Removes the compiled kernel and the record of a failure, so that the next setup compiles
 * again.
 */
export function forgetLstmKernel(): void {
  rmSync(dirname(ownKernel().file), { recursive: true, force: true });
}

function failure(): string {
  return ownKernel().file.replace(/node$/, 'failed.txt');
}

async function compileKernel(): Promise<void> {
  const compiler = await findCompiler();
  const { file, digest } = ownKernel();
  forgetLstmKernel(); // of another source or processor
  makeFolder(dirname(file));
  const untested = join(dirname(file), `untested-${process.pid}-${basename(file)}`);
  const libraries = join(tfjsNode, 'deps', 'lib');
  const framework = readdirSync(libraries).find((name) =>
    /^libtensorflow_framework\.(so\.2|2\.dylib)$/.test(name),
  );
  if (!framework) throw new Error(`${libraries} has no libtensorflow_framework to link with`);
  const forThisProcessor = process.arch === 'arm64' ? '-mcpu=native' : '-march=native';
  const compile = [...COMPILE, forThisProcessor, `-DKERNEL_DIGEST=${digest}`];
  const build = ['-shared', '-fPIC', '-pthread', join(kernelSources(), 'tensorflow.cc'), '-o', untested];
  const stay = process.platform === 'linux' ? ['-Wl,-z,nodelete'] : []; // TensorFlow keeps its addresses
  // Not -Wl,-rpath,PATH, which is split at commas in the path.
  const link = [join(libraries, framework), '-Xlinker', '-rpath', '-Xlinker', libraries, ...stay];
  await runProgram(compiler, [...compile, ...build, ...link], { timeLimit: TIME_LIMIT });
  try {
    await prove(untested, digest);
    renameSync(untested, file);
  } finally {
    rmSync(untested, { force: true });
  }
}

/** Runs the kernel on one time step, forward and backward, and compares the results. */
const PROOF = `
process.dlopen({ exports: {} }, process.env.TESTED_KERNEL);
const backend = tf.backend();
const int = (name, value) => ({ name, type: backend.binding.TF_ATTR_INT, value });
const run = (op, attributes, inputs, outputs) => backend.executeMultipleOutputs(op, attributes, inputs, outputs);
const state = tf.zeros([1, 1]), ones = tf.ones([1, 4]), none = tf.zeros([0]);
const inputs = [tf.ones([1, 1, 1]), state, ones, ones, tf.zeros([4]), tf.zeros([0], 'bool'), none, state];
const how = ['hard_sigmoid', 'time_first', 'backwards'].map((name) => int(name, 0)).concat(int('threads', 1));
const wanted = [int('with_h', 1), int('with_c', 0), int('with_saved', 1)];
const [h, , , , saved] = run('FastLstm' + process.env.KERNEL_DIGEST, [...how, ...wanted], inputs, 5);
const given = [...inputs, h, saved, tf.ones([1, 1, 1]), none, none, none];
const gradients = run('FastLstmGradient' + process.env.KERNEL_DIGEST, [...how, int('with_dx', 0)], given, 6);
const c = sigmoid(1) * Math.tanh(1);
const expect = (name, actual, expected) => {
  if (!(Math.abs(actual - expected) < 1e-6)) throw new Error(name + ' is ' + actual + ' instead of ' + expected);
};
expect('h', h.dataSync()[0], sigmoid(1) * Math.tanh(c));
const dOutputGate = Math.tanh(c) * sigmoid(1) * (1 - sigmoid(1));
expect("the bias' gradient", gradients[4].dataSync()[3], dOutputGate);
`;

/**
 * Tests a kernel in its own process, which crashes if the kernel has instructions that the
 * processor lacks.
 */
async function prove(file: string, digest: string): Promise<void> {
  const env = { TESTED_KERNEL: file, KERNEL_DIGEST: digest };
  await runProof(PROOF, { env, timeLimit: TIME_LIMIT });
}
