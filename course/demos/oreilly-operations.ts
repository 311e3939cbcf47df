/**
 * The O'Reilly text's network once more, in plain tensor operations as the text builds it by hand: look-up, cell, last
 * output, matrix product. `oreillyModel` is the same in layers, and `kerasModel` what another text made of it.
 */
import { tf } from '../../lib/backend';
import type { Batch } from '../../lib/batches/batches';
import { DropoutMasks } from '../../lib/layers/dropout-masks';
import { crossEntropy } from '../../lib/loss';
import { OREILLY, type OreillyConfig } from '../../lib/models/oreilly';
import type { WordVectors } from '../../lib/vectors/word-vectors';

/** The network as variables and a function of them. */
export interface OreillyOperations {
  /** What is trained; D dimensions of a vector, H units, C classes. */
  variables: {
    /** The four gates' matrices side by side, in the order i, f, g, o: `[D + H, 4H]`. */
    gates: tf.Variable<tf.Rank.R2>;
    /** `[4H]` */
    gatesBias: tf.Variable<tf.Rank.R1>;
    /** `[H, C]` */
    weight: tf.Variable<tf.Rank.R2>;
    /** `[C]` */
    bias: tf.Variable<tf.Rank.R1>;
  };
  /** Returns logits `[batch, C]` of ids `[batch, time]`: of what stands after the last column, padding or not. */
  prediction(ids: tf.Tensor2D, options?: { training?: boolean }): tf.Tensor2D;
  /** Frees all of it. */
  dispose(): void;
}

/** Returns the untrained network. Initial values are distributed as those of `oreillyModel`. */
export function oreillyOperations(
  vectors: WordVectors,
  config: Partial<Pick<OreillyConfig, 'lstmUnits' | 'keepProb' | 'numClasses' | 'seed'>> = {},
): OreillyOperations {
  const { lstmUnits: H, keepProb, numClasses: C, seed } = { ...OREILLY, ...config };
  const D = vectors.dimensions;
  const limit = Math.sqrt(6 / (D + H + 4 * H));
  const wordVectors = tf.tensor2d(vectors.matrix, [vectors.matrix.length / D, D]);
  const variables = tf.tidy(() => ({
    gates: tf.variable(tf.randomUniform<tf.Rank.R2>([D + H, 4 * H], -limit, limit, 'float32', seed + 1)),
    gatesBias: tf.variable(tf.concat1d([tf.zeros([H]), tf.ones([H]), tf.zeros([2 * H])])), // f starts open
    weight: tf.variable(tf.truncatedNormal<tf.Rank.R2>([H, C], 0, 1, 'float32', seed + 4)),
    bias: tf.variable(tf.fill<tf.Rank.R1>([C], 0.1)),
  }));
  const masks = new DropoutMasks(seed + 3);

  const prediction: OreillyOperations['prediction'] = (ids, { training = false } = {}) =>
    tf.tidy(() => {
      const { gates, gatesBias, weight, bias } = variables;
      const data = wordVectors.gather(ids); // (B, T, D)
      let h: tf.Tensor2D = tf.zeros([ids.shape[0], H]);
      let c = h;
      for (const x of tf.unstack(data, 1) as tf.Tensor2D[]) {
        const z = tf.concat2d([x, h], 1).matMul(gates).add(gatesBias); // (B, 4H)
        const [i, f, g, o] = tf.split(z, 4, 1) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
        c = f.sigmoid().mul<tf.Tensor2D>(c).add(i.sigmoid().mul(g.tanh()));
        h = o.sigmoid().mul(c.tanh());
      }
      const last = training ? masks.drop(h, 1 - keepProb) : h; // (B, H)
      return last.matMul(weight).add(bias); // (B, C)
    });
  return {
    variables,
    prediction,
    dispose: () => tf.dispose([wordVectors, ...Object.values(variables)]),
  };
}

/** Makes one step down the gradient of a batch, as the text's `minimize(loss)`, and returns the loss before it. */
export function minimizeLoss(
  { variables, prediction }: OreillyOperations,
  { ids, labels }: Batch,
  optimizer: tf.Optimizer,
): number {
  return tf.tidy(() => {
    const loss = () => crossEntropy(prediction(ids, { training: true }), labels);
    return optimizer.minimize(loss, true, Object.values(variables))!.dataSync()[0]!;
  });
}
