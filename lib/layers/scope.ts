import * as tf from '@tensorflow/tfjs';

/**
 * Returns a function that runs `compute` in the scope of this call: what it creates lives as long
 * as what was created here, even if it is called inside of a `tf.tidy`.
 */
export function inThisScope<Args extends unknown[], Result>(
  compute: (...args: Args) => Result,
): (...args: Args) => Result {
  const { state } = tf.engine() as unknown as { state: { activeScope: unknown } };
  const scope = state.activeScope;
  return (...args) => {
    const before = state.activeScope;
    state.activeScope = scope;
    try {
      return compute(...args);
    } finally {
      state.activeScope = before;
    }
  };
}
