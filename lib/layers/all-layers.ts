import type * as tf from '@tensorflow/tfjs';

/** Layers may hold layers: models hold `layers`, a bidirectional layer two, a wrapper one. */
type MaybeNested = tf.layers.Layer & {
  layers?: MaybeNested[];
  layer?: MaybeNested;
  forwardLayer?: MaybeNested;
  backwardLayer?: MaybeNested;
};

/** Returns a layer or model and all layers that it contains, at any depth. */
export function allLayers(layer: tf.layers.Layer): tf.layers.Layer[] {
  const { layers = [], layer: wrapped, forwardLayer, backwardLayer } = layer as MaybeNested;
  // A bidirectional layer also keeps the layer that it was made from, but does not run it.
  const inner = forwardLayer ? [forwardLayer, backwardLayer!] : wrapped ? [wrapped] : [];
  return [layer, ...[...layers, ...inner].flatMap(allLayers)];
}
