import { OPTIMIZER_NAMES, type OptimizerName } from '../../lib/models/optimizer-choice';
import { choice, number, orNone } from '../runs/flags';

/** The flags that choose an optimizer. `null`: the default learning rate of the optimizer. */
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
