// Passes a gradient back each time that a part of it arrives.
// CAUGHT: a value must pass its gradient back once, after all values that were computed from it

import type { Value } from '../../../../solutions/08-autograd';

export { add, input } from '../../../../solutions/08-autograd';

export function multiply(a: Value, b: Value): Value {
  return {
    data: a.data * b.data,
    gradient: 0,
    parents: [a, b],
    passBack() {
      a.gradient += b.data * this.gradient;
      b.gradient += a.data * this.gradient;
    },
  };
}

export function tanh(a: Value): Value {
  return {
    data: Math.tanh(a.data),
    gradient: 0,
    parents: [a],
    passBack() {
      a.gradient += (1 - this.data ** 2) * this.gradient;
    },
  };
}

export function backward(result: Value): void {
  const visit = (value: Value) => {
    value.passBack();
    value.parents.forEach(visit);
  };
  result.gradient = 1;
  visit(result);
}
