import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { type FastLstmConfig, fastGru, fastLstm } from '../../lib/layers';
import { expectClose, outputsAndGradients } from './gradients';

await ready();

/** A line that fixtures/make.py wrote. */
interface Case {
  name: string;
  bidirectional: boolean;
  config: FastLstmConfig;
  /** `[batch][time][input]` */
  x: number[][][];
  /** `[batch][time]` */
  mask: number[][] | null;
  weights: (number[] | number[][])[];
  /** Gradients are those of sum(output * weighing) over all outputs. */
  weighings: tf.TensorLike[];
  outputs: tf.TensorLike[];
  gradients: tf.TensorLike[];
}

describe.each(['keras', 'pytorch'])('an LSTM of %s', (library) => {
  it.each(casesOf(library))('fastLstm reproduces outputs and gradients: $name', (expected) => {
    const x = tf.tensor3d(expected.x);
    const mask = expected.mask ? tf.tensor2d(expected.mask).cast<tf.Tensor2D>('bool') : undefined;
    // The gates of Keras since 2.3, and of PyTorch.
    const lstm = fastLstm({ recurrentActivation: 'sigmoid', ...expected.config });
    const layer = expected.bidirectional ? tf.layers.bidirectional({ layer: lstm }) : lstm;
    layer.apply(tf.input({ shape: [null, x.shape[2]] }));
    layer.setWeights(tensors(expected.weights));
    const { outputs, gradients } = outputsAndGradients(layer, x, { mask }, tensors(expected.weighings));
    // There tf.layers.lstm repeats outputs.
    const zerosOnPadding = library === 'pytorch' || expected.bidirectional;
    if (mask && zerosOnPadding) outputs[0] = outputs[0]!.mul(mask.expandDims(2));
    expectClose(outputs, tensors(expected.outputs), 1e-6);
    expectClose(gradients, tensors(expected.gradients), 3e-6);
  });
});

describe('a GRU of Keras', () => {
  it.each(casesOf('keras-gru'))('fastGru reproduces outputs and gradients: $name', (expected) => {
    const x = tf.tensor3d(expected.x);
    const mask = expected.mask ? tf.tensor2d(expected.mask).cast<tf.Tensor2D>('bool') : undefined;
    const layer = fastGru({ recurrentActivation: 'sigmoid', ...expected.config });
    layer.apply(tf.input({ shape: [null, x.shape[2]] }));
    layer.setWeights(tensors(expected.weights));
    const { outputs, gradients } = outputsAndGradients(layer, x, { mask }, tensors(expected.weighings));
    expectClose(outputs, tensors(expected.outputs), 1e-6);
    expectClose(gradients, tensors(expected.gradients), 3e-6);
  });
});

/** Returns the cases of a file beside the program that makes them. */
function casesOf(file: string): Case[] {
  const lines = readFileSync(join(__dirname, 'fixtures', `${file}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Case);
}

function tensors(values: tf.TensorLike[]): tf.Tensor[] {
  return values.map((value) => tf.tensor(value));
}
