import fc from 'fast-check';
import { test } from 'vitest';
import {
  type AttentionParameters,
  attentionWeights,
  weightedAverage,
} from '../../solutions/31-additive-attention';
import { expectThat, forAll, frozen, written } from './complaint';

const near = (a: unknown, b: number) => typeof a === 'number' && Math.abs(a - b) <= 1e-6;
const allNear = (given: unknown, expected: readonly number[]): boolean =>
  Array.isArray(given) && given.length === expected.length && expected.every((x, n) => near(given[n], x));
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, n) => sum + x * b[n]!, 0);

/** Which step of the computation is changed, to recognize what an answer left out. */
interface Variant {
  squash?: (x: number) => number;
  withBias?: boolean;
  masked?: boolean;
  normalized?: boolean;
}

function expectedWeights(
  outputs: number[][],
  mask: boolean[],
  { W, b, v }: AttentionParameters,
  { squash = Math.tanh, withBias = true, masked = true, normalized = true }: Variant = {},
): number[] {
  const scores = outputs.map((h) =>
    dot(
      v,
      W.map((row, n) => squash(dot(row, h) + (withBias ? b[n]! : 0))),
    ),
  );
  const shown = scores.map((score, t) => (masked && !mask[t] ? Number.NEGATIVE_INFINITY : score));
  const largest = normalized ? Math.max(...shown) : 0;
  const powers = shown.map((score) => Math.exp(score - largest));
  const total = normalized ? powers.reduce((sum, power) => sum + power, 0) : 1;
  return powers.map((power) => power / total);
}

function attends(outputs: number[][], mask: boolean[], parameters: AttentionParameters): void {
  const expected = expectedWeights(outputs, mask, parameters);
  const result: unknown = attentionWeights(frozen(outputs), frozen(mask), frozen(parameters));
  if (allNear(result, expected)) return;
  const outcome =
    `the weights are ${written(result)}, not ${written(expected)}, for the outputs ${written(outputs)}, ` +
    `the mask ${written(mask)}, W ${written(parameters.W)}, b ${written(parameters.b)} and v ${written(parameters.v)}`;
  expectThat(
    Array.isArray(result) && result.length === outputs.length,
    `there must be one weight for each time step: ${outcome}`,
  );
  expectThat(
    !result.some((weight) => Number.isNaN(weight)),
    `exp of a large score is Infinity: subtract the largest score first; ${outcome}`,
  );
  const is = (variant: Variant) => allNear(result, expectedWeights(outputs, mask, parameters, variant));
  const afterSoftmax = expectedWeights(outputs, mask, parameters, { masked: false }).map((weight, t) =>
    mask[t] ? weight : 0,
  );
  expectThat(
    !allNear(result, afterSoftmax),
    `padding has the weight 0, but the weights of the words do not sum to 1: leave padding out of the sum of the softmax; ${outcome}`,
  );
  expectThat(!is({ masked: false }), `padding must get the weight 0: ${outcome}`);
  expectThat(!is({ normalized: false }), `the weights of the words must sum to 1: ${outcome}`);
  expectThat(!is({ squash: (x) => x }), `the tanh is missing: ${outcome}`);
  expectThat(!is({ withBias: false }), `b is missing: ${outcome}`);
  expectThat(false, outcome);
}

const simple: AttentionParameters = { W: [[1]], b: [0], v: [1] };

test('attentionWeights are equal for equal outputs', () => attends([[0.5], [0.5]], [true, true], simple));

test('attentionWeights prefer the output that answers the query', () =>
  attends(
    [
      [0.1, 0],
      [0.3, 0.9],
      [0, 0.1],
    ],
    [true, true, true],
    {
      W: [
        [1, 0],
        [0, 2],
      ],
      b: [0.1, -0.2],
      v: [0, 4],
    },
  ));

test('attentionWeights ignore padding', () => attends([[0.2], [0.9], [3]], [true, true, false], simple));

test('attentionWeights ignore padding at the beginning', () =>
  attends([[3], [0.2], [0.9]], [false, true, true], simple));

test('attentionWeights stand large scores', () =>
  attends([[1], [-1], [0.5]], [true, true, true], { W: [[3]], b: [0], v: [2000] }));

test('attentionWeights stand padding with a far larger score than the words', () =>
  attends([[-1], [-0.9], [5]], [true, true, false], { W: [[3]], b: [0], v: [2000] }));

const value = fc.integer({ min: -20, max: 20 }).map((n) => n / 10);
const matrix = (rows: number, columns: number) =>
  fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows });

test('attentionWeights are right for any outputs', () => {
  const inputs = fc
    .record({
      T: fc.integer({ min: 1, max: 4 }),
      H: fc.integer({ min: 1, max: 3 }),
      A: fc.integer({ min: 1, max: 3 }),
    })
    .chain(({ T, H, A }) =>
      fc.tuple(
        matrix(T, H),
        fc.array(fc.boolean(), { minLength: T, maxLength: T }).filter((mask) => mask.includes(true)),
        matrix(A, H),
        matrix(2, A),
      ),
    );
  forAll(inputs, ([outputs, mask, W, [b, v]]) => attends(outputs, mask, { W, b: b!, v: v! }));
});

function averages(outputs: number[][], weights: number[]): void {
  const expected = outputs[0]!.map((_, unit) =>
    dot(
      weights,
      outputs.map((h) => h[unit]!),
    ),
  );
  const result: unknown = weightedAverage(frozen(outputs), frozen(weights));
  if (allNear(result, expected)) return;
  const outcome = `the result is ${written(result)}, not ${written(expected)}, for the outputs ${written(outputs)} and the weights ${written(weights)}`;
  expectThat(
    !allNear(
      result,
      expected.map((x) => x / outputs.length),
    ) || outputs.length === 1,
    `the weights sum to 1 already, so the sum is not divided by the number of time steps: ${outcome}`,
  );
  expectThat(
    Array.isArray(result) && result.length === expected.length,
    `there must be one number for each of the ${expected.length} units of an output: ${outcome}`,
  );
  expectThat(false, outcome);
}

test('weightedAverage sums the weighted outputs', () =>
  averages(
    [
      [1, 0],
      [3, 2],
    ],
    [0.25, 0.75],
  ));

test('weightedAverage is right for any weights', () =>
  forAll(
    fc
      .integer({ min: 1, max: 4 })
      .chain((T) =>
        fc.tuple(matrix(T, 3), fc.array(fc.integer({ min: 1, max: 4 }), { minLength: T, maxLength: T })),
      ),
    ([outputs, parts]) => {
      const total = parts.reduce((sum, part) => sum + part, 0);
      averages(
        outputs,
        parts.map((part) => part / total),
      );
    },
  ));
