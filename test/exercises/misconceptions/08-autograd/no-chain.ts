// Forgets to multiply by the own gradient.
// CAUGHT: each step back multiplies by the gradient of what was computed from it

import type { Value } from '../../../../solutions/08-autograd';

export { add, input } from '../../../../solutions/08-autograd';

export function multiply(a: Value, b: Value): Value {
  return {
    data: a.data * b.data,
    gradient: 0,
    parents: [a, b],
    passBack() {
      a.gradient += b.data;
      b.gradient += a.data;
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
}
