import { tf } from '../../lib/backend';
import type { Batch } from '../../lib/batches/batches';
import { type Random, randomFrom } from '../../lib/batches/random';

/** How many different numbers occur in passages: 0 to 4. */
export const NUMBERS = 5;

const MIDDLE =
  'the a dog cat bird ran slept sang sat barked in on over under near backyard kitchen garden river street old red small'.split(
    ' ',
  );

/** The vocabulary of the passages. */
export const PASSAGE_WORDS: readonly string[] = [
  ...Array.from({ length: NUMBERS }, (_, n) => `${n}`),
  ...new Set(['the', 'first', 'second', 'number', 'is', '.', ...MIDDLE]),
];

/** A passage and its label. */
export interface Passage {
  words: string[];
  /** The answer to "What is the sum of the two numbers?" */
  sum: number;
}

/**
 * Returns a random passage like the one of the O'Reilly tutorial: "The first number is 3. The dog
 * ran in the backyard. The second number is 4." The words between the two numbers are random and
 * do not matter.
 *
 * @param middle the number of words between the two sentences about numbers
 */
export function passage(middle: number, random: Random): Passage {
  const [first, second] = [random.integer(0, NUMBERS - 1), random.integer(0, NUMBERS - 1)];
  const between = Array.from({ length: middle }, () => MIDDLE[random.integer(0, MIDDLE.length - 1)]!);
  return { words: withNumbers(first, between, second), sum: first + second };
}

/** Returns the passage with two numbers and the words between them. */
export function withNumbers(first: number, between: readonly string[], second: number): string[] {
  const about = (which: string, number: number) => `the ${which} number is ${number} .`.split(' ');
  return [...about('first', first), ...between, '.', ...about('second', second)];
}

/**
 * Returns the token ids of passages of equal length, `[passages, time]`: indices into
 * `PASSAGE_WORDS`.
 */
export function passageIds(passages: readonly (readonly string[])[]): tf.Tensor2D {
  return tf.tensor2d(
    passages.map((words) => words.map((word) => PASSAGE_WORDS.indexOf(word))),
    undefined,
    'int32',
  );
}

/**
 * Yields batches of random passages without end. The labels are the sums. All passages of a batch
 * have the same length.
 *
 * @param range the smallest and largest number of words between the two sentences about numbers
 */
export function* passageBatches(
  batchSize: number,
  [shortest, longest]: readonly [number, number],
  seed: number,
): Generator<Batch> {
  const random = randomFrom(seed);
  for (;;) {
    const middle = random.integer(shortest, longest);
    const passages = Array.from({ length: batchSize }, () => passage(middle, random));
    yield {
      ids: passageIds(passages.map(({ words }) => words)),
      labels: tf.tensor1d(
        passages.map(({ sum }) => sum),
        'int32',
      ),
    };
  }
}
