import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { readSequence, type StepFunction } from '../../solutions/11-sequence-with-a-mask';
import { expectThat, forAll, written } from './complaint';
import { close, expectNoLeak, expectShape, gradientOf, valuesOf } from './tensors';

beforeAll(ready);

/** Shifts what was read by one place and adds the word: the state 231 has read 2, 3 and 1, in this order. */
const digits: StepFunction = (x, h) => tf.tidy(() => h.mul(10).add(x) as tf.Tensor2D);

interface Example {
  /** `[batch][time]`, each word a digit. */
  words: number[][];
  mask: number[][];
  initial: number[];
}

function examine({ words, mask, initial }: Example): void {
  const [batch, time] = [words.length, words[0]!.length];
  const answer: unknown = readSequence(
    digits,
    tf.tensor3d(words.map((row) => row.map((word) => [word]))),
    tf.tensor2d(mask, [batch, time]),
    tf.tensor2d(initial.map((state) => [state])),
  );
  expectShape(answer, [batch, time, 1], 'batch, time, units');
  const values = (valuesOf(answer) as number[][][]).map((row) => row.map(([state]) => state!));
  for (const [b, given] of values.entries()) {
    const states = (next: (h: number, word: number, isWord: boolean) => number) => {
      let h = initial[b]!;
      return words[b]!.map((word, t) => {
        h = next(h, word, mask[b]![t] === 1);
        return h;
      });
    };
    const read = (h: number, word: number) => 10 * h + word;
    const expected = states((h, word, isWord) => (isWord ? read(h, word) : h));
    if (close(given, expected)) continue;
    const example =
      `a step that shifts the state by one digit and adds the word gave the states ${written(given)}, not ${written(expected)}, ` +
      `for the words ${written(words[b])} with the mask ${written(mask[b])}, starting at ${written(initial[b])}`;
    expectThat(
      !close(given, states(read)),
      `padding was read like a word: where the mask is 0 the state stays what it was; ${example}`,
    );
    expectThat(
      !close(
        given,
        states((h, word, isWord) => (isWord ? read(h, word) : 0)),
      ),
      `the state was lost where the mask is 0: it stays what it was, and is not zero; ${example}`,
    );
    const shown = states(read).map((state, t) => state * mask[b]![t]!);
    expectThat(
      !close(given, shown),
      `only what is shown is masked, while the state itself reads on; ${example}`,
    );
    expectThat(
      !close(
        given,
        states((h, word, isWord) => read(h, isWord ? word : 0)),
      ),
      `the word was masked, but the step was taken: where the mask is 0 there must be no step; ${example}`,
    );
    expectThat(false, example);
  }
}

test('without padding every word is read, in order', () =>
  examine({ words: [[1, 2, 3]], mask: [[1, 1, 1]], initial: [0] }));

test('the first step starts from the initial state', () =>
  examine({ words: [[2]], mask: [[1]], initial: [7] }));

test('padding leaves the state as it was', () =>
  examine({ words: [[1, 2, 9]], mask: [[1, 1, 0]], initial: [0] }));

test('every review has its own mask', () =>
  examine({
    words: [
      [1, 9, 9],
      [4, 5, 6],
    ],
    mask: [
      [1, 0, 0],
      [1, 1, 1],
    ],
    initial: [0, 0],
  }));

test('padding may stand in front, too', () =>
  examine({ words: [[9, 1, 2]], mask: [[0, 1, 1]], initial: [0] }));

test('any batch', () => {
  const digit = fc.integer({ min: 1, max: 9 });
  const batches = fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }))
    .chain(([batch, time]) => {
      const many = <T>(one: fc.Arbitrary<T>, count: number) =>
        fc.array(one, { minLength: count, maxLength: count });
      return fc.record({
        words: many(many(digit, time), batch),
        mask: many(many(fc.integer({ min: 0, max: 1 }), time), batch),
        initial: many(digit, batch),
      });
    });
  forAll(batches, examine, 60);
});

test('a mask of whole numbers will do, and several units', () => {
  const mask = tf.tensor2d([[1, 0]], [1, 2], 'int32');
  const answer: unknown = readSequence((_, h) => tf.add(h, 1), tf.zeros([1, 2, 5]), mask, tf.zeros([1, 3]));
  expectShape(answer, [1, 2, 3], 'batch, time, units');
  answer.dispose();
});

test('the gradient spares the padding', () => {
  const mask = tf.tensor2d([[1, 1, 0]]);
  const gradient = gradientOf(
    (words) => readSequence(digits, words as tf.Tensor3D, mask, tf.tensor2d([[0]])).sum(),
    tf.tensor3d([[[1], [2], [9]]]),
  );
  expectThat(
    close(gradient, [[[21], [2], [0]]]),
    `what stands in the padding must not matter to the loss: the gradient is [[[21], [2], [0]]], not ${written(gradient)}`,
  );
});

test('no tensor is left behind', () => {
  const words = tf.ones([2, 3, 1]) as tf.Tensor3D;
  const mask = tf.tensor2d([
    [1, 1, 1],
    [1, 0, 0],
  ]);
  const initial = tf.ones([2, 1]) as tf.Tensor2D;
  expectNoLeak(() => [readSequence(digits, words, mask, initial)]);
});
