import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { compiledKernel, kernelSource } from '../../lib/layers/lstm-kernel/compiled-file';
import { runProgram } from '../run-program';
import type { Step } from '../step';
import { findCompiler } from './compiler';
import { readNativeRecord } from './index';
import { tfjsNode } from './place';
import { runProof } from './prove';

const TIME_LIMIT = 120; // seconds

/** Compiles our LSTM kernel for this processor. If that fails, TensorFlow's kernels are used. */
export const lstmKernel: Step = {
  name: 'LSTM kernel',
  missing() {
    const native = readNativeRecord();
    if (native?.way === 'none' || existsSync(compiledKernel()) || whyNoLstmKernel()) return undefined;
    return { megabytes: 0, seconds: 8 };
  },
  async provide() {
    if (readNativeRecord()?.way === 'none') return 'not compiled, because TensorFlow is not installed';
    try {
      await compileKernel();
      return 'compiled for this processor, tested';
    } catch (error) {
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
  rmSync(dirname(compiledKernel()), { recursive: true, force: true });
}

function failure(): string {
  mkdirSync(dirname(compiledKernel()), { recursive: true });
  return compiledKernel().replace(/node$/, 'failed.txt');
}

async function compileKernel(): Promise<void> {
  const compiler = await findCompiler();
  const file = compiledKernel();
  forgetLstmKernel(); // of another source or processor
  mkdirSync(dirname(file), { recursive: true });
  const untested = join(dirname(file), `untested-${process.pid}-${basename(file)}`);
  const libraries = join(tfjsNode, 'deps', 'lib');
  const framework = readdirSync(libraries).find((name) =>
    /^libtensorflow_framework\.(so\.2|2\.dylib)$/.test(name),
  );
  if (!framework) throw new Error(`${libraries} has no libtensorflow_framework to link with`);
  const forThisProcessor = process.arch === 'arm64' ? '-mcpu=native' : '-march=native';
  const optimize = ['-O3', '-std=c++17', forThisProcessor, '-ffp-contract=fast', '-fvisibility=hidden'];
  const compile = ['-shared', '-fPIC', '-pthread', '-Wno-psabi', kernelSource(), '-o', untested];
  const link = [join(libraries, framework), `-Wl,-rpath,${libraries}`];
  await runProgram(compiler, [...optimize, ...compile, ...link], { timeLimit: TIME_LIMIT });
  try {
    await prove(untested);
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
const inputs = [tf.ones([1, 1, 1]), state, state, ones, ones, tf.zeros([4]), none];
const how = [int('threads', 1), int('hard_sigmoid', 0)];
const [h, , activations] = run('SentimentLstm', [...how, int('with_cells', 0), int('with_activations', 1)], inputs, 3);
const given = [...inputs, h, activations, tf.ones([1, 1, 1]), none];
const gradients = run('SentimentLstmGradient', how, given, 6);
const c = sigmoid(1) * Math.tanh(1);
const expect = (name, actual, expected) => {
  if (!(Math.abs(actual - expected) < 1e-6)) throw new Error(name + ' is ' + actual + ' instead of ' + expected);
};
expect('h', h.dataSync()[0], sigmoid(1) * Math.tanh(c));
const dOutputGate = Math.tanh(c) * sigmoid(1) * (1 - sigmoid(1));
expect("the bias' gradient", gradients[5].dataSync()[3], dOutputGate);
`;

/**
 * Tests a kernel in its own process, which crashes if the kernel has instructions that the
 * processor lacks.
 */
async function prove(file: string): Promise<void> {
  await runProof(PROOF, { env: { TESTED_KERNEL: file }, timeLimit: TIME_LIMIT });
}
