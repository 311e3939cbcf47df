/**
 * What is tried in every environment where `tfjs-fast-lstm` is installed. It imports nothing
 * itself: each environment imports in its own way.
 */
import type * as tensorflow from '@tensorflow/tfjs';
import type * as layers from '../lib/layers';

/** What was seen. */
export interface Seen {
  backend: string;
  /** What computes the LSTM (`backendInfo`). */
  kernel: string;
  reason: string;
  /** The greatest difference between the outputs of `fastLstm` and of `tf.layers.lstm`. */
  difference: number;
  /** The loss before and after some training steps. */
  before: number;
  after: number;
}

/** Runs an LSTM on a backend, compares it with that of tfjs, and trains it. */
export async function trial(
  tf: typeof tensorflow,
  { fastLstm, kernelsReady }: Pick<typeof layers, 'fastLstm' | 'kernelsReady'>,
  backendName: string,
): Promise<Seen> {
  if (!(await tf.setBackend(backendName))) throw new Error(`the backend ${backendName} does not start`);
  const { backend, kernel, reason } = await kernelsReady();
  const config = { units: 7, returnSequences: true, inputShape: [9, 5] };
  const [stock, fast] = [tf.layers.lstm(config), fastLstm(config)].map((layer) =>
    tf.sequential({ layers: [layer] }),
  );
  fast!.setWeights(stock!.getWeights());
  const x = tf.randomNormal([4, 9, 5]);
  const outputs = [stock!, fast!].map((model) => model.predict(x) as tensorflow.Tensor);
  const [difference] = await outputs[0]!.sub(outputs[1]!).abs().max().data();

  const model = tf.sequential({
    layers: [fastLstm({ units: 7, inputShape: [9, 5] }), tf.layers.dense({ units: 1 })],
  });
  model.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
  const labels = tf.ones([4, 1]);
  const losses: number[] = [];
  for (let step = 0; step < 5; step++) losses.push((await model.trainOnBatch(x, labels)) as number);
  return { backend, kernel, reason, difference: difference!, before: losses[0]!, after: losses.at(-1)! };
}

/** Returns what is wrong with what was seen; undefined if nothing is. */
export function faultOf(
  { kernel, reason, difference, before, after }: Seen,
  expected: string,
): string | undefined {
  if (kernel !== expected) return `${kernel} computes, not ${expected} (${reason})`;
  if (!(difference < 1e-5)) return `the outputs differ by ${difference} from those of tf.layers.lstm`;
  return after < before ? undefined : `training did not lower the loss: ${before}, then ${after}`;
}
