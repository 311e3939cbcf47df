import { repositoryRoot } from '../../lib/repository';
import { type ProgramOptions, runProgram } from '../run-program';

const TIME_LIMIT = 60; // seconds

/**
 * Runs TensorFlow's fused LSTM on one time step, compares the result, and prints the version of
 * the library.
 */
const PROOF = `
const { Int64Scalar } = require('@tensorflow/tfjs-node/dist/int64_tensors');
const backend = tf.backend();
const { binding } = backend;
const attributes = [
  { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT },
  { name: 'cell_clip', type: binding.TF_ATTR_FLOAT, value: 0 },
  { name: 'use_peephole', type: binding.TF_ATTR_BOOL, value: false },
];
const state = tf.zeros([1, 1]), peephole = tf.zeros([1]);
const inputs = [new Int64Scalar(1), tf.ones([1, 1, 1]), state, state, tf.ones([2, 4]), peephole, peephole, peephole, tf.zeros([4])];
const h = backend.executeMultipleOutputs('BlockLSTMV2', attributes, inputs, 7)[6].dataSync()[0];
const expected = sigmoid(1) * Math.tanh(sigmoid(1) * Math.tanh(1));
if (Math.abs(h - expected) > 1e-6) throw new Error('BlockLSTMV2 gave ' + h + ' instead of ' + expected);
console.log('libtensorflow ' + binding.TF_Version);
`;

/**
 * Tests the installed libtensorflow with one time step of the fused LSTM, and returns its version.
 * It runs in its own process, because an incompatible library can crash the process that loads it.
 *
 * @throws if the library does not load, gives a wrong result, or needs more than a minute
 */
export async function proveNative(): Promise<string> {
  const output = await runProof(PROOF, { timeLimit: TIME_LIMIT });
  const version = /libtensorflow (\S+)/.exec(output)?.[1];
  if (!version) throw new Error(`the library did not print its version: ${output}`);
  return version;
}

/**
 * Loads tfjs-node and defines `sigmoid`. tfjs-node 4.22 calls two functions that Node 23
 * removed.
 */
const PREPARED = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value == null;
util.isArray ??= Array.isArray;
const tf = require('@tensorflow/tfjs-node');
const sigmoid = (x) => 1 / (1 + Math.exp(-x));
`;

/**
 * Runs a script that uses `tf` and `sigmoid`, and returns its output.
 *
 * @throws like `runProgram`
 */
export function runProof(script: string, { env, timeLimit }: ProgramOptions): Promise<string> {
  return runProgram(process.execPath, ['--eval', PREPARED + script], {
    cwd: repositoryRoot(),
    env: { TF_CPP_MIN_LOG_LEVEL: '3', ...env },
    timeLimit,
  });
}
