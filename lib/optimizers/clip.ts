import { tf } from '../backend';

/**
 * Returns gradients as they are, or all scaled down by one factor where their common length, the square root of the
 * sum of all squares, is above `norm` (Pascanu et al. 2013, algorithm 1). That keeps their direction.
 */
export function clipByGlobalNorm(gradients: tf.NamedTensorMap, maxNorm: number): tf.NamedTensorMap {
  const squares = Object.values(gradients).map((gradient) => gradient.square().sum());
  const globalNorm = tf.addN(squares).sqrt();
  const factor = tf.minimum(1, tf.div(maxNorm, globalNorm));
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, gradient.mul(factor)]),
  );
}
