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
  // HINT If `b` is 3 and `a` grows by 0.01, by how much does `a b` grow?
  // HINT Section "Gradients" of notebook 02 differentiates the square, which is `multiply(x, x)`: the
  //      same value is both factors, and gets both parts.
  // HINT Write it like `add`. In `passBack`, `a` gets `b.data * this.gradient`. Add it with `+=`,
  //      because `a` may have passed its value on to others, too.
  // BEGIN SOLUTION multiply
  return {
    data: a.data * b.data,
    gradient: 0,
    parents: [a, b],
    passBack() {
      a.gradient += b.data * this.gradient;
      b.gradient += a.data * this.gradient;
    },
  };
  // END SOLUTION
}

/** Returns `tanh(a)`. Its derivative is `1 - tanh(a)^2`. */
export function tanh(a: Value): Value {
  // HINT At which `a` is tanh steepest, and what is its derivative there?
  // HINT Section "Backpropagation through time" of notebook 05 multiplies by this derivative.
  // HINT The derivative needs the output, which is `this.data` in `passBack`.
  // BEGIN SOLUTION tanh
  return {
    data: Math.tanh(a.data),
    gradient: 0,
    parents: [a],
    passBack() {
      a.gradient += (1 - this.data ** 2) * this.gradient;
    },
  };
  // END SOLUTION
}

/**
 * Computes the gradient of `result` with respect to every value that it was computed from, and
 * stores it in their `gradient`. The gradient of `result` itself is 1.
 *
 * A value may only pass its gradient back when it has all of it: after *all* values that were
 * computed from it.
 */
export function backward(result: Value): void {
  // HINT In `b = a a` and `c = b + b`, what would go wrong if `b` passed its gradient back after the
  //      first of its two parts?
  // HINT Section "Backpropagation through time" of notebook 05 goes from the last state to the first:
  //      each state comes after all states that were computed from it.
  // HINT Write a function `visit(value)` that does nothing if the value is in a `Set` already, and else
  //      adds it, visits its parents, and then appends it to a list. In that list, parents come
  //      before what was computed from them. Set the gradient of `result`, and call `passBack` from
  //      the end of the list to its start.
  // BEGIN SOLUTION backward
  const order: Value[] = [];
  const seen = new Set<Value>();
  const visit = (value: Value) => {
    if (seen.has(value)) return;
    seen.add(value);
    value.parents.forEach(visit);
    order.push(value);
  };
  visit(result);
  result.gradient = 1;
  for (const value of order.reverse()) value.passBack();
  // END SOLUTION
}
