import type { tf } from '../backend';
import type { Label } from '../corpus/review';

/**
 * Checks that a classifier has an output for each class. One output is the logit of the second of
 * two classes.
 *
 * @throws if it has other outputs
 */
export function requireOutputs(model: tf.LayersModel, classes: readonly Label[]): void {
  const outputs = model.outputShape.at(-1) as number;
  if ((outputs === 1 ? 2 : outputs) === classes.length) return;
  throw new Error(
    `the model has ${outputs === 1 ? '1 output' : `${outputs} outputs`}, and there are ${classes.length} classes: ${classes.join(', ')}`,
  );
}
