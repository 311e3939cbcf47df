import { tf } from '../../lib/backend';

/**
 * The weights of an LSTM as `getWeights()` of its layer returns them. The gates are in the order
 * i, f, g, o.
 */
export type LstmWeights = [kernel: tf.Tensor, recurrentKernel: tf.Tensor, bias: tf.Tensor];

type Four = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

/** The activations of an LSTM at each time step, each `[time, units]`. */
export interface LstmActivations {
  /** Input gate. */
  i: number[][];
  /** Forget gate. */
  f: number[][];
  /** Candidate. */
  g: number[][];
  /** Output gate. */
  o: number[][];
  /** Cell state. */
  c: number[][];
  /** Hidden state. */
  h: number[][];
}

/**
 * Runs an LSTM over one sequence and returns all activations. The states are those of `plainLstm`.
 *
 * @param inputs `[time, inputs]`
 */
export function lstmActivations(inputs: tf.Tensor2D, [W, U, b]: LstmWeights): LstmActivations {
  return tf.tidy(() => {
    const units = U.shape[0]!;
    let h: tf.Tensor = tf.zeros([1, units]);
    let c: tf.Tensor = tf.zeros([1, units]);
    const steps = tf.split(inputs, inputs.shape[0]).map((x) => {
      const z = x.matMul(W).add(h.matMul(U)).add(b); // [1, 4 units]
      const [zi, zf, zg, zo] = tf.split(z, 4, 1) as Four; // [1, units] each
      const [i, f, g, o] = [zi.sigmoid(), zf.sigmoid(), zg.tanh(), zo.sigmoid()];
      c = f.mul(c).add(i.mul(g));
      h = o.mul(c.tanh());
      return { i, f, g, o, c, h };
    });
    const rows = (key: keyof LstmActivations) =>
      tf.concat(steps.map((step) => step[key])).arraySync() as number[][];
    return { i: rows('i'), f: rows('f'), g: rows('g'), o: rows('o'), c: rows('c'), h: rows('h') };
  });
}
