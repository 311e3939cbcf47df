import { join } from 'node:path';
import type * as tfjs from '@tensorflow/tfjs';
import { readFloats, readNpy } from '../../lib/files/npy';
import type { Prepared } from '../contestant';
import { readInitialWeights } from '../initial-weights';
import type { LstmCase } from './lstm-case';

/** What differs between the two contestants that use tfjs-layers. */
interface LayersLibrary {
  tf: typeof tfjs;
  lstm(config: { units: number; recurrentDropout: number }): tfjs.layers.Layer;
  adam(learningRate: number): tfjs.Optimizer;
}

/** Prepares a case with a tfjs-layers model: LSTM, last output, dense layer with two classes. */
export async function prepareLayersModel(library: LayersLibrary, benchCase: LstmCase): Promise<Prepared> {
  const { tf, lstm, adam } = library;
  const { folder, kind, units, recurrentDropout, steps } = benchCase;
  const inputs = await readFloats(join(folder, 'x.npy'));
  const classes = await readNpy(join(folder, 'labels.npy'));
  const x = tf.tensor3d(inputs.data, inputs.shape as [number, number, number]);
  const labels = tf.tidy(() => tf.oneHot(tf.tensor1d(classes.data as Int32Array, 'int32'), 2));
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [null, inputs.shape[2]!] }));
  model.add(lstm({ units, recurrentDropout }));
  model.add(tf.layers.dense({ units: 2 }));
  const weights = (await readInitialWeights(folder)).map(({ data, shape }) => tf.tensor(data, [...shape]));
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
