import type { tf } from '../backend';

/** What every layer of tfjs takes: `name`, `inputShape`, ... */
export type LayerConfig = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;
