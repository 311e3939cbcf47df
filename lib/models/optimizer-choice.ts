/**
 * Optimisers by name, with the constants of the software that a text uses. The rules are those of `lib/training`;
 * what differs from one text to the other is in these tables.
 */
import { type AdadeltaConfig, adadelta } from '../optimizers/adadelta';
import { type AdagradConfig, adagrad } from '../optimizers/adagrad';
import { type AdamConfig, adam } from '../optimizers/adam';
import { type RmspropConfig, rmsprop } from '../optimizers/rmsprop';
import { sgd } from '../optimizers/sgd';
import type { LearningRate } from '../optimizers/update-rule';
import type { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';

/** What each optimiser is made with. */
export interface OptimizerTable {
  sgd: { learningRate: LearningRate };
  adadelta: AdadeltaConfig;
  adagrad: AdagradConfig;
  adam: AdamConfig;
  rmsprop: RmspropConfig;
}

/** The optimizers that a flag can choose. */
export const OPTIMIZER_NAMES = ['sgd', 'adadelta', 'rmsprop', 'adagrad', 'adam'] as const;

/** One of `OPTIMIZER_NAMES`. */
export type OptimizerName = (typeof OPTIMIZER_NAMES)[number];

/** TensorFlow 1's constants; it leaves the learning rate to its user. */
export const tensorflow1 = (learningRate: LearningRate): OptimizerTable => ({
  sgd: { learningRate },
  adadelta: { learningRate, rho: 0.95, epsilon: 1e-8 },
  adagrad: { learningRate, accumulator: 0.1, epsilon: 0 },
  adam: { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  rmsprop: { learningRate, decay: 0.9, momentum: 0, epsilon: 1e-10, meanSquare: 1, sparse: true },
});

/**
 * Keras 2.2's constants. Its RMSProp adds 1e-7 to the root of the mean square, ours the square of that under the root:
 * where gradients are not vanishingly small, the same.
 */
export const KERAS_2: OptimizerTable = {
  sgd: { learningRate: 0.01 },
  adadelta: { learningRate: 1, rho: 0.95, epsilon: 1e-7 },
  adagrad: { learningRate: 0.01, accumulator: 0, epsilon: 1e-7 },
  adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  rmsprop: { learningRate: 0.001, decay: 0.9, epsilon: 1e-14, meanSquare: 0 },
};

/**
 * Returns a new optimiser with the constants of a table.
 *
 * @param learningRate takes the place of the table's
 * @throws RangeError when there is none of that name
 */
export function optimizerFrom(
  table: OptimizerTable,
  name: OptimizerName,
  learningRate?: LearningRate,
): UpdateRuleOptimizer {
  const rate = learningRate === undefined ? {} : { learningRate };
  switch (name) {
    case 'sgd':
      return sgd({ ...table.sgd, ...rate });
    case 'adadelta':
      return adadelta({ ...table.adadelta, ...rate });
    case 'adagrad':
      return adagrad({ ...table.adagrad, ...rate });
    case 'adam':
      return adam({ ...table.adam, ...rate });
    case 'rmsprop':
      return rmsprop({ ...table.rmsprop, ...rate });
    default:
      throw new RangeError(
        `there is no optimizer "${name}"; the optimizers are ${Object.keys(table).join(', ')}`,
      );
  }
}
