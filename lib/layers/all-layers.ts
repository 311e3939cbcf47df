import type * as tf from '@tensorflow/tfjs';

/** Layers may hold layers: models their `layers`, bidirectional two, wrappers one. */
type MaybeNested = tf.layers.Layer & {
  layers?: MaybeNested[];
  layer?: MaybeNested;
  forwardLayer?: MaybeNested;
  backwardLayer?: MaybeNested;
};

/** Returns a layer or model and all that it is made of, at any depth. */
export function allLayers(layer: tf.layers.Layer): tf.layers.Layer[] {
  const { layers = [], layer: wrapped, forwardLayer, backwardLayer } = layer as MaybeNested;
  // A bidirectional layer keeps the layer that it was made from, too, but does not run it.
  const inner = forwardLayer ? [forwardLayer, backwardLayer!] : wrapped ? [wrapped] : [];
  return [layer, ...[...layers, ...inner].flatMap(allLayers)];
}
