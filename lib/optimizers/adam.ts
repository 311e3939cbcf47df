import type { LearningRate, UpdateRule } from './update-rule';
import { UpdateRuleOptimizer } from './update-rule-optimizer';

/** Configuration of `adam`. */
export interface AdamConfig {
  /** Default 0.001. */
  learningRate?: LearningRate;
  /** Decay rate of the first moment. Default 0.9. */
  beta1?: number;
  /** Decay rate of the second moment. Default 0.999. */
  beta2?: number;
  /** Added to the square root. Default 1e-8, as in TensorFlow 1; Keras has 1e-7. */
  epsilon?: number;
  /** Decoupled weight decay, multiplied by the learning rate (AdamW). Default 0. */
  weightDecay?: number;
  /**
   * Variables and embeddings without weight decay: those whose name contains one of these texts,
   * such as `bias`. Default: none.
   */
  excludeFromWeightDecay?: readonly string[];
  /**
   * Whether embeddings get sparse updates: only the rows in a batch change, which is far faster.
   * Dense Adam also moves the other rows, by their moments. Default false.
   */
  sparse?: boolean;
  /**
   * Factors of the learning rate by the prefix of a variable's or embedding's name. Default: none.
   */
  rateFactors?: Readonly<Record<string, number>>;
}

/**
 * Returns Adam (Kingma & Ba 2015) as TensorFlow defines it, in the more efficient order at the end
 * of the paper's section 2. With `weightDecay` it is AdamW (Loshchilov & Hutter 2019).
 *
 * @example
 * ```ts
 * import { adam, ready, tf } from 'sentiment-lab';
 *
 * await ready();
 * const x = tf.variable(tf.scalar(1));
 * const optimizer = adam({ learningRate: 0.1 });
 * optimizer.minimize(() => x.square()); // the first step has the length of the learning rate
 * x.arraySync(); // => 0.90
 * ```
 */
export function adam({
  learningRate = 0.001,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  weightDecay = 0,
  excludeFromWeightDecay = [],
  sparse = false,
  rateFactors,
}: AdamConfig = {}): UpdateRuleOptimizer {
  return new UpdateRuleOptimizer({
    name: 'adam',
    learningRate,
    slots: { m: 0, v: 0 },
    step(w, g, { m, v }, rate, t, name = '') {
      const decays = !excludeFromWeightDecay.some((text) => name.includes(text));
      const decay = decays ? rate * weightDecay : 0;
      const corrected = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
      for (let n = 0; n < w.length; n++) {
        m[n] = beta1 * m[n]! + (1 - beta1) * g[n]!;
        v[n] = beta2 * v[n]! + (1 - beta2) * g[n]! ** 2;
        w[n]! -= (corrected * m[n]!) / (Math.sqrt(v[n]!) + epsilon) + decay * w[n]!;
      }
    },
    sparse,
    rateFactors,
  } satisfies UpdateRule<'m' | 'v'>);
}
