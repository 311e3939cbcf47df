import { tf } from '../backend';

/**
 * Returns the gradients, scaled down by one factor if their global norm, the square root of the
 * sum of all squares, exceeds `maxNorm` (Pascanu et al. 2013, algorithm 1). The direction stays
 * the same, as with `tf.clip_by_global_norm`.
 */
export function clipByGlobalNorm(gradients: tf.NamedTensorMap, maxNorm: number): tf.NamedTensorMap {
  const squares = Object.values(gradients).map((gradient) => gradient.square().sum());
  const globalNorm = tf.addN(squares).sqrt();
  const factor = tf.minimum(1, tf.div(maxNorm, globalNorm));
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, gradient.mul(factor)]),
  );
}
