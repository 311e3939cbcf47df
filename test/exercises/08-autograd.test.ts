import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { add, backward, input, multiply, tanh, type Value } from '../../solutions/08-autograd';
import { expectThat, forAll, written } from './complaint';
import { close } from './tensors';

beforeAll(ready);

/** A step of a calculation: an operation on earlier numbers, by their place. */
interface Step {
  operation: 'add' | 'multiply' | 'tanh';
  of: number[];
}
const LETTERS = 'abcdefghijkl';

/** Returns a calculation as text: `c = a b, d = tanh(c)`. */
function shown(steps: readonly Step[], inputs: readonly number[]): string {
  const name = (n: number) => LETTERS[n]!;
  const given = inputs.map((value, n) => `${name(n)} = ${written(value)}`);
  const computed = steps.map(({ operation, of }, n) => {
    const [a, b] = of.map(name);
    const right = operation === 'tanh' ? `tanh(${a})` : operation === 'add' ? `${a} + ${b}` : `${a} ${b}`;
    return `${name(inputs.length + n)} = ${right}`;
  });
  return [...given, ...computed].join(', ');
}

/** Returns the gradients of the last number with respect to the inputs, by TensorFlow.js. */
function byTensorFlow(inputs: readonly number[], steps: readonly Step[]): number[] {
  const compute = (...numbers: tf.Tensor[]) => {
    for (const { operation, of } of steps) {
      const [a, b] = of.map((n) => numbers[n]!);
      numbers.push(operation === 'tanh' ? tf.tanh(a!) : tf[operation === 'add' ? 'add' : 'mul'](a!, b!));
    }
    // An input that was not used has the gradient 0.
    return tf.addN([numbers.at(-1)!, ...numbers.slice(0, inputs.length).map((x) => x.mul(0))]) as tf.Scalar;
  };
  return tf.tidy(() =>
    tf
      .grads(compute)(inputs.map((value) => tf.scalar(value)))
      .map((gradient) => gradient.arraySync() as number),
  );
}

function examine(inputs: number[], steps: Step[], why?: string): void {
  const example = shown(steps, inputs);
  const values = inputs.map(input);
  for (const { operation, of } of steps) {
    const [a, b] = of.map((n) => values[n]!) as [Value, Value];
    const made: unknown = operation === 'tanh' ? tanh(a) : operation === 'add' ? add(a, b) : multiply(a, b);
    const call = operation === 'tanh' ? 'tanh(a)' : `${operation}(a, b)`;
    expectThat(
      made instanceof Object && 'data' in made && 'passBack' in made && 'parents' in made,
      `${call} must return a Value, not ${written(made)}: is a \`return\` missing?`,
    );
    const value = made as Value;
    const [x, y] = of.map((n) => values[n]!.data) as [number, number];
    const right = operation === 'tanh' ? Math.tanh(x) : operation === 'add' ? x + y : x * y;
    expectThat(
      close(value.data, right),
      `the data of ${call} is ${written(value.data)}, not ${written(right)}: ${example}`,
    );
    expectThat(
      value.parents.length === of.length && of.every((n) => value.parents.includes(values[n]!)),
      `the parents of ${call} must be ${operation === 'tanh' ? '[a]' : '[a, b]'}: without them, backward does not find the inputs`,
    );
    values.push(value);
  }
  const result = values.at(-1)!;
  backward(result);
  expectThat(
    result.gradient === 1,
    `the gradient of the result is ${written(result.gradient)}, not 1: if the result grows by a little, it grows by just that`,
  );
  const expected = byTensorFlow(inputs, steps);
  for (const [n, right] of expected.entries()) {
    const gradient: unknown = values[n]!.gradient;
    if (typeof gradient === 'number' && close(gradient, right)) continue;
    const outcome = `the gradient of ${LETTERS[n]} is ${written(gradient)}, not ${written(right)}, for ${example}`;
    expectThat(false, why ? `${why}; ${outcome}` : outcome);
  }
}

const multiplied: Step = { operation: 'multiply', of: [0, 1] };

test('multiply passes the other factor back', () =>
  examine([2, 3], [multiplied], 'the derivative with respect to one factor is the other factor'));

test('tanh passes back 1 - tanh(a)^2', () => {
  const steps: Step[] = [{ operation: 'tanh', of: [0] }];
  examine([0], steps, 'the derivative of tanh at 0 is 1');
  examine([0.5], steps, 'the derivative of tanh is 1 minus the square of its output, not of its input');
});

test('gradients of a value that is used twice add up', () =>
  examine(
    [3],
    [{ operation: 'multiply', of: [0, 0] }],
    'a value that is used twice gets two parts, which add up',
  ));

test('gradients are multiplied along a chain', () =>
  examine(
    [2, 3],
    [
      multiplied,
      { operation: 'multiply', of: [2, 1] },
      { operation: 'tanh', of: [0] },
      { operation: 'multiply', of: [3, 4] },
    ],
    'each step back multiplies by the gradient of what was computed from it',
  ));

test('a value passes its gradient back once, when it has all of it', () =>
  examine(
    [3],
    [
      { operation: 'multiply', of: [0, 0] },
      { operation: 'add', of: [1, 1] },
      { operation: 'multiply', of: [2, 1] },
    ],
    'a value must pass its gradient back once, after all values that were computed from it',
  ));

test('an input that the result does not depend on keeps the gradient 0', () =>
  examine([2, 3], [{ operation: 'add', of: [0, 0] }]));

test('the gradients agree with TensorFlow.js for any calculation', () => {
  const value = fc.integer({ min: -15, max: 15 }).map((n) => n / 10);
  const inputs = fc.array(value, { minLength: 1, maxLength: 3 });
  const draws = fc.array(
    fc.record({
      operation: fc.constantFrom('add', 'multiply', 'tanh'),
      of: fc.tuple(fc.nat(99), fc.nat(99)),
    }),
    { minLength: 1, maxLength: 6 },
  );
  forAll(
    fc.tuple(inputs, draws),
    ([numbers, drawn]) => {
      const steps = drawn.map(
        ({ operation, of }, n): Step => ({
          operation,
          of: of.slice(0, operation === 'tanh' ? 1 : 2).map((draw) => draw % (numbers.length + n)),
        }),
      );
      examine(numbers, steps);
    },
    100,
  );
});
