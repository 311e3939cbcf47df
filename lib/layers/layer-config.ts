import type * as tf from '@tensorflow/tfjs';

/** What `computeMask` returns where there is none: tfjs takes null, though its types do not. */
export const NO_MASK = null as unknown as tf.Tensor;

/** What every layer of tfjs takes: `name`, `inputShape`, ... */
export type LayerConfig = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;
