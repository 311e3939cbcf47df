import type * as tf from '@tensorflow/tfjs';

/** The return value of `computeMask` for no mask: tfjs accepts null, but its types do not. */
export const NO_MASK = null as unknown as tf.Tensor;

/** The configuration that every layer of tfjs accepts: `name`, `inputShape`, ... */
export type LayerConfig = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;
