import type { LearningRate, UpdateRule } from './update-rule';
import { UpdateRuleOptimizer } from './update-rule-optimizer';

/** Configuration of `adagrad`. */
export interface AdagradConfig {
  /** Default 0.01. */
  learningRate?: LearningRate;
  /** Initial value of the sum of squares. Default 0, as in Keras 2; TensorFlow starts at 0.1. */
  accumulator?: number;
  /** Added to the square root. Default 1e-7. */
  epsilon?: number;
}

/**
 * Returns Adagrad (Duchi et al. 2011) as Keras 2 defines it: the learning rate of each weight is
 * divided by the root of the sum of its squared gradients.
 */
export function adagrad({
  learningRate = 0.01,
  accumulator = 0,
  epsilon = 1e-7,
}: AdagradConfig = {}): UpdateRuleOptimizer {
  return new UpdateRuleOptimizer({
    name: 'adagrad',
    learningRate,
    slots: { sum: accumulator },
    step(w, g, { sum }, rate) {
      for (let n = 0; n < w.length; n++) {
        sum[n]! += g[n]! ** 2;
        w[n]! -= (rate * g[n]!) / (Math.sqrt(sum[n]!) + epsilon);
      }
    },
    skipSteps() {},
  } satisfies UpdateRule<'sum'>);
}
