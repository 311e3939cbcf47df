import { tf } from '../../lib/backend';
import { Complaint, expectThat, written } from './complaint';

/** Nested arrays of numbers, as `tensor.arraySync()` returns them. */
export type Nested = number | Nested[];

/** Returns the values of a tensor as nested arrays, and disposes it. */
export function valuesOf(tensor: tf.Tensor): Nested {
  const values = tensor.arraySync() as Nested;
  tensor.dispose();
  return values;
}

/** Complains unless `answer` is a tensor of this shape. */
export function expectShape(answer: unknown, shape: number[], meaning: string): asserts answer is tf.Tensor {
  expectThat(answer instanceof tf.Tensor, `the result is ${kindOf(answer)}, but must be a tensor ${meaning}`);
  expectThat(
    written(answer.shape) === written(shape),
    `the result has shape ${written(answer.shape)}, but must have ${written(shape)}: ${meaning}`,
  );
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'undefined (is a return missing?)';
  return value instanceof Promise ? 'a promise' : Array.isArray(value) ? 'an array' : typeof value;
}

/** Returns whether two nested arrays have the same numbers, except for rounding. */
export function close(a: Nested, b: Nested): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(b));
  if (typeof a === 'number' || typeof b === 'number') return false;
  return a.length === b.length && a.every((part, n) => close(part, b[n]!));
}

/** Complains if `answer()` leaves new tensors in memory besides those that it returns. */
export function expectNoLeak(answer: () => tf.Tensor[]): void {
  tf.dispose(answer()); // the first call may leave tensors that the backend keeps
  const before = tf.memory().numTensors;
  const returned = answer();
  const left = tf.memory().numTensors - before - returned.length;
  tf.dispose(returned);
  expectThat(
    left <= 0,
    `each call leaves ${left} tensor${left === 1 ? '' : 's'} in memory: wrap the calculation in tf.tidy(() => ...)`,
  );
  expectThat(left === 0, 'your code disposed a tensor that was passed in: the caller still needs it');
}

/** Returns the gradient of `sum(x)` with respect to `x`; complains if there is none. */
export function gradientOf(sum: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): Nested {
  try {
    return tf.tidy(() => tf.grad(sum)(x).arraySync() as Nested);
  } catch (error) {
    if (!String(error).includes('Cannot compute gradient')) throw error;
    throw new Complaint(
      'no gradient passes through your code: calculate with tensors only, without dataSync or arraySync',
    );
  }
}
