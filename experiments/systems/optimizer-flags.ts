import { OPTIMIZER_NAMES, type OptimizerName } from '../../lib/models/optimizer-choice';
import { choice, number, orNone } from '../runs/flags';

/** The flags of the optimizer. A learning rate of null is the optimizer's default. */
export type OptimizerValues = { optimizer: OptimizerName; learning_rate: number | null };

/** Returns the flags of a system with a choice of optimizers. */
export function optimizerFlags(optimizer: OptimizerName) {
  return {
    optimizer: choice({ default: optimizer, of: OPTIMIZER_NAMES, help: 'the optimizer' }),
    learning_rate: orNone(
      number({ default: 0, above: 0, help: "learning rate; None: the optimizer's default" }),
    ),
  };
}
