import type * as tfjs from '@tensorflow/tfjs';
import type { Answer } from '../answers';
import type { LstmCase } from './lstm-case';

/** What differs between the contestants that use tfjs-layers. */
export interface LayersLibrary {
  tf: typeof tfjs;
  lstm(config: { units: number; recurrentDropout: number }): tfjs.layers.Layer;
  adam(learningRate: number): tfjs.Optimizer;
}

/** An array and its shape. */
type FloatArray = { shape: readonly number[]; data: Float32Array };

/** What the files of a case contain. */
export interface ModelInputs {
  /** `[batch, time, input]` */
  x: FloatArray;
  /** `[batch]`: 0 or 1. */
  labels: Int32Array;
  /** The initial weights, in the order of the model's. */
  weights: FloatArray[];
}

/** A prepared case. */
export interface LayersModel {
  answer: Answer;
  pieces: number;
  run(): undefined;
  dispose(): void;
}

/**
 * Prepares a case with a tfjs-layers model: LSTM, last output, dense layer with two classes. It
 * runs in Node and in browsers.
 */
export function layersModel(
  { tf, lstm, adam }: LayersLibrary,
  { kind, units, recurrentDropout, steps }: LstmCase,
  inputs: ModelInputs,
): LayersModel {
  const x = tf.tensor3d(inputs.x.data, inputs.x.shape as [number, number, number]);
  const labels = tf.tidy(() => tf.oneHot(tf.tensor1d(inputs.labels, 'int32'), 2));
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [null, x.shape[2]] }));
  model.add(lstm({ units, recurrentDropout }));
  model.add(tf.layers.dense({ units: 2 }));
  const weights = inputs.weights.map(({ data, shape }) => tf.tensor(data, [...shape]));
  model.setWeights(weights);
  tf.dispose(weights);

  const optimizer = adam(1e-3);
  const variables = model.trainableWeights.map((weight) => weight.read() as tfjs.Variable);
  const loss = () =>
    tf.losses.softmaxCrossEntropy(labels, model.apply(x, { training: true }) as tfjs.Tensor).asScalar();
  const trainStep = () => {
    const cost = optimizer.minimize(loss, true, variables)!;
    const [value] = cost.dataSync();
    cost.dispose();
    return value!;
  };
  const forward = () => {
    const logits = tf.tidy(() => model.apply(x) as tfjs.Tensor);
    const values = [...logits.dataSync()];
    logits.dispose();
    return values;
  };
  const once = kind === 'train' ? trainStep : forward;
  return {
    answer:
      kind === 'train' ? { loss: trainStep(), lossAfterTwoSteps: afterOneMore() } : { logits: forward() },
    pieces: steps,
    run() {
      for (let step = 0; step < steps; step++) once();
      return undefined;
    },
    dispose() {
      model.dispose();
      optimizer.dispose();
      tf.dispose([x, labels]);
    },
  };

  function afterOneMore(): number {
    trainStep();
    return trainStep();
  }
}
