import { tf } from '../../lib/backend';
import type { Batch } from '../../lib/batches/batches';
import { type Random, randomFrom } from '../../lib/batches/random';

/** Numbers that passages name: 0 to 4. */
export const NUMBERS = 5;

const MIDDLE =
  'the a dog cat bird ran slept sang sat barked in on over under near backyard kitchen garden river street old red small'.split(
    ' ',
  );

/** All words of the passages. */
export const PASSAGE_WORDS: readonly string[] = [
  ...Array.from({ length: NUMBERS }, (_, n) => `${n}`),
  ...new Set(['the', 'first', 'second', 'number', 'is', '.', ...MIDDLE]),
];

interface Passage {
  words: string[];
  /** The answer to "What is the sum of the two numbers?" */
  sum: number;
}

/**
 * Returns a passage in the manner of the O'Reilly text's, "The first number is 3. The dog ran in the backyard. The
 * second number is 4.", with other numbers, and between them words in any order, which do not matter.
 *
 * @param middle how many words stand between the two sentences about numbers
 */
export function passage(middle: number, random: Random): Passage {
  const [first, second] = [random.integer(0, NUMBERS - 1), random.integer(0, NUMBERS - 1)];
  const between = Array.from({ length: middle }, () => MIDDLE[random.integer(0, MIDDLE.length - 1)]!);
  return { words: withNumbers(first, between, second), sum: first + second };
}

/** Returns the passage of two numbers around given words. */
export function withNumbers(first: number, between: readonly string[], second: number): string[] {
  const about = (which: string, number: number) => `the ${which} number is ${number} .`.split(' ');
  return [...about('first', first), ...between, '.', ...about('second', second)];
}

/** Returns passages as ids, `[passages, time]`, which are positions in `PASSAGE_WORDS`; all have to be equally long. */
export function passageIds(passages: readonly (readonly string[])[]): tf.Tensor2D {
  return tf.tensor2d(
    passages.map((words) => words.map((word) => PASSAGE_WORDS.indexOf(word))),
    undefined,
    'int32',
  );
}

/**
 * Yields batches of passages without end, labelled with their sums; those of one batch are equally long.
 *
 * @param middle shortest and longest number of words between the sentences about numbers
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
