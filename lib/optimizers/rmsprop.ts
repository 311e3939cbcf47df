import { type LearningRate, scale, type UpdateRule } from './update-rule';
import { UpdateRuleOptimizer } from './update-rule-optimizer';

/** Configuration of `rmsprop`. */
export interface RmspropConfig {
  /** Default 0.01. */
  learningRate?: LearningRate;
  /** Decay rate of the running averages. Default 0.9. */
  decay?: number;
  /** Default 0. */
  momentum?: number;
  /** Added under the square root. Default 1e-10. */
  epsilon?: number;
  /**
   * Whether the gradient is normalized by its variance, not its mean square (Graves 2013,
   * equations 38 to 45). Default false.
   */
  centered?: boolean;
  /** Initial mean square. Default 1, as in TensorFlow 1; the Theano tutorial starts at 0. */
  meanSquare?: number;
  /**
   * Whether embedding rows that are not in a batch keep their slots, as in TensorFlow 1. Default
   * false.
   */
  sparse?: boolean;
}

/** Returns RMSProp (Tieleman & Hinton 2012) as TensorFlow 1 defines it, with its defaults. */
export function rmsprop({
  learningRate = 0.01,
  decay = 0.9,
  momentum = 0,
  epsilon = 1e-10,
  centered = false,
  meanSquare: start = 1,
  sparse = false,
}: RmspropConfig = {}): UpdateRuleOptimizer {
  return new UpdateRuleOptimizer({
    name: 'rmsprop',
    learningRate,
    slots: { meanSquare: start, mean: 0, change: 0 },
    step(w, g, { meanSquare, mean, change }, rate) {
      for (let n = 0; n < w.length; n++) {
        meanSquare[n] = decay * meanSquare[n]! + (1 - decay) * g[n]! ** 2;
        if (centered) mean[n] = decay * mean[n]! + (1 - decay) * g[n]!;
        const deviation = Math.sqrt(meanSquare[n]! - mean[n]! ** 2 + epsilon);
        change[n] = momentum * change[n]! + (rate * g[n]!) / deviation;
        w[n]! -= change[n]!;
      }
    },
    sparse,
    ...(momentum === 0 &&
      !sparse && {
        skipSteps({ meanSquare, mean }: Record<'meanSquare' | 'mean', Float32Array>, steps: number) {
          scale(meanSquare, decay ** steps);
          scale(mean, decay ** steps);
        },
      }),
  } satisfies UpdateRule<'meanSquare' | 'mean' | 'change'>);
}
