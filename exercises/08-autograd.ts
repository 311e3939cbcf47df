/**
 * A number that knows what it was computed from, as a tensor does during `tf.grad`. The idea of an
 * autograd for single numbers is that of micrograd (Karpathy 2020).
 */
export interface Value {
  readonly data: number;
  /**
   * How the result changes if this number grows a little. It is 0 until `backward` has computed it.
   */
  gradient: number;
  /** The values that this one was computed from; none for an input. */
  readonly parents: readonly Value[];
  /**
   * Passes this value's gradient back: adds to the gradient of each parent this gradient times
   * the derivative of this value with respect to that parent.
   */
  passBack(): void;
}

/** Returns an input: a value that was not computed from others. */
export function input(data: number): Value {
  return { data, gradient: 0, parents: [], passBack: () => {} };
}

/**
 * Returns `a + b`. If `a` grows by a little, the sum grows by the same: its derivative is 1. So is
 * that of `b`.
 */
export function add(a: Value, b: Value): Value {
  return {
    data: a.data + b.data,
    gradient: 0,
    parents: [a, b],
    passBack() {
      a.gradient += this.gradient;
      b.gradient += this.gradient;
    },
  };
}

/** Returns `a b`. The derivative with respect to one factor is the other factor. */
export function multiply(a: Value, b: Value): Value {
  throw new Error('not written yet: multiply');
}

/** Returns `tanh(a)`. Its derivative is `1 - tanh(a)^2`. */
export function tanh(a: Value): Value {
  throw new Error('not written yet: tanh');
}

/**
 * Computes the gradient of `result` with respect to every value that it was computed from, and
 * stores it in their `gradient`. The gradient of `result` itself is 1.
 *
 * A value may only pass its gradient back when it has all of it: after *all* values that were
 * computed from it.
 */
export function backward(result: Value): void {
  throw new Error('not written yet: backward');
}
