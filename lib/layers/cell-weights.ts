/** The weights of the cells of tfjs, and what recurrent layers here do with them. */
import * as tf from '@tensorflow/tfjs';

/** The cell of a recurrent layer of tfjs. It holds weights and configuration; it is not called. */
export type Cell = ReturnType<typeof tf.layers.lstmCell> | ReturnType<typeof tf.layers.gruCell>;

/** Adds a trainable weight to a cell. tfjs has the method, but not in its types. */
export function addWeight(
  cell: Cell,
  name: string,
  shape: number[],
  options: WeightOptions = {},
): tf.LayerVariable {
  const owner = cell as unknown as { addWeight(...args: unknown[]): tf.LayerVariable };
  const { initializer = tf.initializers.zeros(), regularizer, constraint } = options;
  return owner.addWeight(name, shape, 'float32', initializer, regularizer, true, constraint);
}

/** Parts of a cell's configuration that belong to one weight. */
export interface WeightOptions {
  /** Default: zeros. */
  initializer?: Cell['biasInitializer'];
  regularizer?: Cell['biasRegularizer'];
  constraint?: Cell['biasConstraint'];
}

/** Applies a constraint on every assignment: the optimizers of tfjs bypass the layer's own. */
export function enforce(constraint: Cell['kernelConstraint'] | null, weight: tf.LayerVariable | null): void {
  if (!constraint || !weight) return;
  const variable = weight.read() as tf.Variable;
  const assign = variable.assign.bind(variable);
  variable.assign = (value) => tf.tidy(() => assign(constraint.apply(value)));
}
