/**
 * Optimizers by name, with the hyperparameters of the library that a tutorial uses. The update
 * rules are in `lib/optimizers`; the tables here hold what differs between the tutorials.
 */
import { type AdadeltaConfig, adadelta } from '../optimizers/adadelta';
import { type AdagradConfig, adagrad } from '../optimizers/adagrad';
import { type AdamConfig, adam } from '../optimizers/adam';
import { type RmspropConfig, rmsprop } from '../optimizers/rmsprop';
import { sgd } from '../optimizers/sgd';
import type { LearningRate } from '../optimizers/update-rule';
import type { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';

/** The hyperparameters of each optimizer. */
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

/** Returns the defaults of TensorFlow 1, which has none for the learning rate. */
export const tensorflow1 = (learningRate: LearningRate): OptimizerTable => ({
  sgd: { learningRate },
  adadelta: { learningRate, rho: 0.95, epsilon: 1e-8 },
  adagrad: { learningRate, accumulator: 0.1, epsilon: 0 },
  adam: { learningRate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  rmsprop: { learningRate, decay: 0.9, momentum: 0, epsilon: 1e-10, meanSquare: 1, sparse: true },
});

/**
 * The defaults of Keras 2.2. Its RMSProp adds 1e-7 to the root of the mean square. This library
 * adds 1e-14 under the root, which is the same unless gradients are vanishingly small.
 */
export const KERAS_2: OptimizerTable = {
  sgd: { learningRate: 0.01 },
  adadelta: { learningRate: 1, rho: 0.95, epsilon: 1e-7 },
  adagrad: { learningRate: 0.01, accumulator: 0, epsilon: 1e-7 },
  adam: { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  rmsprop: { learningRate: 0.001, decay: 0.9, epsilon: 1e-14, meanSquare: 0 },
};

/**
 * Returns a new optimizer with the hyperparameters of a table.
 *
 * @param learningRate default: the table's
 * @throws RangeError when the table has no optimizer of that name
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
