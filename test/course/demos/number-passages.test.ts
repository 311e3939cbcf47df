import { beforeAll, describe, expect, test } from 'vitest';
import {
  NUMBERS,
  PASSAGE_WORDS,
  passage,
  passageBatches,
  passageIds,
  withNumbers,
} from '../../../course/demos/number-passages';
import { ready, tf } from '../../../lib/backend';
import { randomFrom } from '../../../lib/batches';

beforeAll(async () => {
  await ready();
});

describe('number passages', () => {
  test('passage has two numbers a given distance apart, and their sum as its label', () => {
    const random = randomFrom(0);
    const sums = new Set<number>();
    for (let n = 0; n < 200; n++) {
      const { words, sum } = passage(12, random);
      const numbers = words.filter((word) => /\d/.test(word)).map(Number);
      expect(numbers).toHaveLength(2);
      expect(numbers[0]! + numbers[1]!).toBe(sum);
      expect(words.indexOf('second') - words.indexOf(`${numbers[0]}`)).toBe(12 + 4); // ". ... . the second"
      sums.add(sum);
    }
    expect([...sums].sort((a, b) => a - b)).toEqual(Array.from({ length: 2 * NUMBERS - 1 }, (_, sum) => sum));
  });

  test('passageIds gives each word its index in a list without duplicates', () => {
    expect(new Set(PASSAGE_WORDS).size).toBe(PASSAGE_WORDS.length);
    const words = withNumbers(3, ['the', 'dog', 'ran', 'in', 'the', 'backyard'], 4);
    expect(words.join(' ')).toBe(
      'the first number is 3 . the dog ran in the backyard . the second number is 4 .',
    );
    const [ids] = passageIds([words]).arraySync();
    expect(ids!.map((id) => PASSAGE_WORDS[id])).toEqual(words);
  });

  test('passageBatches draws every length of its range, and repeats itself for the same seed', () => {
    const [first, second] = [passageBatches(4, [2, 5], 7), passageBatches(4, [2, 5], 7)];
    const lengths = new Set<number>();
    for (let n = 0; n < 40; n++) {
      const [one, other] = [first.next().value!, second.next().value!];
      expect(one.ids.arraySync()).toEqual(other.ids.arraySync());
      expect(one.labels.arraySync()).toEqual(other.labels.arraySync());
      lengths.add(one.ids.shape[1]);
      tf.dispose([one, other]);
    }
    expect([...lengths].sort()).toEqual([2, 3, 4, 5].map((middle) => withNumbers(0, [], 0).length + middle));
  });
});
