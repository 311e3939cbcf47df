import { type LearningRate, scale, type UpdateRule } from './update-rule';
import { UpdateRuleOptimizer } from './update-rule-optimizer';

/** Configuration of `adadelta`. */
export interface AdadeltaConfig {
  /** Default 1. */
  learningRate?: LearningRate;
  /** Decay rate of the running averages. Default 0.95. */
  rho?: number;
  /** Added under the square roots. Default 1e-6. */
  epsilon?: number;
}

/**
 * Returns AdaDelta (Zeiler 2012, algorithm 1). The defaults are those of the paper and of the
 * Theano tutorial.
 */
export function adadelta({
  learningRate = 1,
  rho = 0.95,
  epsilon = 1e-6,
}: AdadeltaConfig = {}): UpdateRuleOptimizer {
  return new UpdateRuleOptimizer({
    name: 'adadelta',
    learningRate,
    slots: { squares: 0, changes: 0 },
    step(w, g, { squares, changes }, rate) {
      for (let n = 0; n < w.length; n++) {
        squares[n] = rho * squares[n]! + (1 - rho) * g[n]! ** 2;
        const change = (Math.sqrt(changes[n]! + epsilon) / Math.sqrt(squares[n]! + epsilon)) * g[n]!;
        changes[n] = rho * changes[n]! + (1 - rho) * change ** 2;
        w[n]! -= rate * change;
      }
    },
    skipSteps({ squares, changes }, steps) {
      scale(squares, rho ** steps);
      scale(changes, rho ** steps);
    },
  } satisfies UpdateRule<'squares' | 'changes'>);
}
