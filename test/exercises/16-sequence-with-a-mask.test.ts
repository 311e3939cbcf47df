import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { runSequence, type StepFunction } from '../../solutions/16-sequence-with-a-mask';
import { expectThat, forAll, written } from './complaint';
import { close, expectNoLeak, expectShape, gradientOf, valuesOf } from './tensors';

beforeAll(ready);

/** Shifts the state by one digit and adds the word: after 2, 3 and 1 the state is 231. */
const digits: StepFunction = (x, h) => tf.tidy(() => h.mul(10).add(x) as tf.Tensor2D);

interface Example {
  /** `[batch][time]`, each word a digit. */
  words: number[][];
  mask: number[][];
  initialState: number[];
}

function examine({ words, mask, initialState }: Example): void {
  const [batch, time] = [words.length, words[0]!.length];
  const answer: unknown = runSequence(
    digits,
    tf.tensor3d(words.map((row) => row.map((word) => [word]))),
    tf.tensor2d(mask, [batch, time]),
    tf.tensor2d(initialState.map((state) => [state])),
  );
  expectShape(answer, [batch, time, 1], 'batch, time, units');
  const values = (valuesOf(answer) as number[][][]).map((row) => row.map(([state]) => state!));
  for (const [b, given] of values.entries()) {
    const states = (update: (h: number, word: number, isWord: boolean) => number) => {
      let h = initialState[b]!;
      return words[b]!.map((word, t) => {
        h = update(h, word, mask[b]![t] === 1);
        return h;
      });
    };
    const next = (h: number, word: number) => 10 * h + word;
    const expected = states((h, word, isWord) => (isWord ? next(h, word) : h));
    if (close(given, expected)) continue;
    const example =
      `a step that shifts the state by one digit and adds the word gave the states ${written(given)}, not ${written(expected)}, ` +
      `for the words ${written(words[b])} with the mask ${written(mask[b])}, starting at ${written(initialState[b])}`;
    expectThat(
      !close(given, states(next)),
      `the mask was ignored: where it is 0 the state must stay as it was; ${example}`,
    );
    expectThat(
      !close(
        given,
        states((h, word, isWord) => (isWord ? next(h, word) : 0)),
      ),
      `the state was lost where the mask is 0: it must stay as it was, not become zero; ${example}`,
    );
    const maskedOutputs = states(next).map((state, t) => state * mask[b]![t]!);
    expectThat(
      !close(given, maskedOutputs),
      `only the outputs were masked: the state must stay as it was too; ${example}`,
    );
    expectThat(
      !close(
        given,
        states((h, word, isWord) => next(h, isWord ? word : 0)),
      ),
      `the word was masked, but the state was updated: where the mask is 0 it must stay as it was; ${example}`,
    );
    expectThat(false, example);
  }
}

test('runSequence processes every word in order if there is no padding', () =>
  examine({ words: [[1, 2, 3]], mask: [[1, 1, 1]], initialState: [0] }));

test('runSequence starts from the initial state', () =>
  examine({ words: [[2]], mask: [[1]], initialState: [7] }));

test('runSequence keeps the state at padding', () =>
  examine({ words: [[1, 2, 9]], mask: [[1, 1, 0]], initialState: [0] }));

test('runSequence applies the mask of each review', () =>
  examine({
    words: [
      [1, 9, 9],
      [4, 5, 6],
    ],
    mask: [
      [1, 0, 0],
      [1, 1, 1],
    ],
    initialState: [0, 0],
  }));

test('runSequence accepts padding at the start', () =>
  examine({ words: [[9, 1, 2]], mask: [[0, 1, 1]], initialState: [0] }));

test('runSequence is right for any batch and mask', () => {
  const digit = fc.integer({ min: 1, max: 9 });
  const batches = fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }))
    .chain(([batch, time]) => {
      const many = <T>(one: fc.Arbitrary<T>, count: number) =>
        fc.array(one, { minLength: count, maxLength: count });
      return fc.record({
        words: many(many(digit, time), batch),
        mask: many(many(fc.integer({ min: 0, max: 1 }), time), batch),
        initialState: many(digit, batch),
      });
    });
  forAll(batches, examine, 60);
});

test('runSequence accepts an int32 mask and several units', () => {
  const mask = tf.tensor2d([[1, 0]], [1, 2], 'int32');
  const answer: unknown = runSequence((_, h) => tf.add(h, 1), tf.zeros([1, 2, 5]), mask, tf.zeros([1, 3]));
  expectShape(answer, [1, 2, 3], 'batch, time, units');
  answer.dispose();
});

test('the gradient of runSequence is zero at padding', () => {
  const mask = tf.tensor2d([[1, 1, 0]]);
  const gradient = gradientOf(
    (words) => runSequence(digits, words as tf.Tensor3D, mask, tf.tensor2d([[0]])).sum(),
    tf.tensor3d([[[1], [2], [9]]]),
  );
  expectThat(
    close(gradient, [[[21], [2], [0]]]),
    `padding must not affect the loss: the gradient must be [[[21], [2], [0]]], not ${written(gradient)}`,
  );
});

test('runSequence leaves no other tensor in memory', () => {
  const words = tf.ones([2, 3, 1]) as tf.Tensor3D;
  const mask = tf.tensor2d([
    [1, 1, 1],
    [1, 0, 0],
  ]);
  const initialState = tf.ones([2, 1]) as tf.Tensor2D;
  expectNoLeak(() => [runSequence(digits, words, mask, initialState)]);
});
