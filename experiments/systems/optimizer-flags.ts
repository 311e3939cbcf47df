import { OPTIMIZER_NAMES, type OptimizerName } from '../../lib/models/optimizer-choice';
import { choice, number, orNone } from './flags';

/** The flags that choose an optimizer. `null`: the default learning rate of the optimizer. */
export type OptimizerValues = { optimizer: OptimizerName; learning_rate: number | null };

/** Returns the flags of the systems whose optimiser can be chosen. */
export function optimizerFlags(optimizer: OptimizerName) {
  return {
    optimizer: choice({ default: optimizer, of: OPTIMIZER_NAMES, help: 'what makes the steps' }),
    learning_rate: orNone(
      number({ default: 0, above: 0, help: "how far a step goes; None: the optimizer's own" }),
    ),
  };
}
