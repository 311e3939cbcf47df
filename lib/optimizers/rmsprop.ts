import { type LearningRate, type Rule, scale } from './update-rule';
import { RuleOptimizer } from './update-rule-optimizer';

export interface RmspropConfig {
  /** Default 0.01. */
  learningRate?: LearningRate;
  /** How much of the running means stays at a step. Default 0.9. */
  decay?: number;
  /** How much of the last change is made again. Default 0. */
  momentum?: number;
  /** Default 1e-10. */
  epsilon?: number;
  /** Whether the gradient's variance divides it, not its mean square (Graves 2013, equations 38 to 45). Default false. */
  centred?: boolean;
  /** What the mean square starts from. Default 1, as in TensorFlow 1; the Theano tutorial starts at 0. */
  meanSquare?: number;
  /** Whether an embedding's rows keep their memory while they are in no batch, as in TensorFlow 1. Default false. */
  lazy?: boolean;
}

/** Returns RMSProp (Tieleman & Hinton 2012) as TensorFlow 1 defines it, with its values. */
export function rmsprop({
  learningRate = 0.01,
  decay = 0.9,
  momentum = 0,
  epsilon = 1e-10,
  centred = false,
  meanSquare: start = 1,
  lazy = false,
}: RmspropConfig = {}): RuleOptimizer {
  return new RuleOptimizer({
    name: 'rmsprop',
    learningRate,
    memory: { meanSquare: start, mean: 0, change: 0 },
    step(w, g, { meanSquare, mean, change }, rate) {
      for (let n = 0; n < w.length; n++) {
        meanSquare[n] = decay * meanSquare[n]! + (1 - decay) * g[n]! ** 2;
        if (centred) mean[n] = decay * mean[n]! + (1 - decay) * g[n]!;
        const spread = Math.sqrt(meanSquare[n]! - mean[n]! ** 2 + epsilon);
        change[n] = momentum * change[n]! + (rate * g[n]!) / spread;
        w[n]! -= change[n]!;
      }
    },
    lazy,
    ...(momentum === 0 &&
      !lazy && {
        idle({ meanSquare, mean }: Record<'meanSquare' | 'mean', Float32Array>, steps: number) {
          scale(meanSquare, decay ** steps);
          scale(mean, decay ** steps);
        },
      }),
  } satisfies Rule<'meanSquare' | 'mean' | 'change'>);
}
