import fc from 'fast-check';
import { expect, it } from 'vitest';
import { answersOf, differenceOf } from '../../../experiments/results/answers';
import { pairedDifference } from '../../../lib/evaluation/compare';

const reviews = (n: number, part = 'test') =>
  Array.from({ length: n }, (_, at) => ({ text: '', source: `${part}/${at}` }));

it('the difference of two records is that of a paired test on all their answers', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 40 }), (both) => {
      const [first, second] = [both.map(([one]) => one), both.map(([, other]) => other)];
      const n = both.length;
      const of = (correct: boolean[]) => answersOf(reviews(n), correct);
      expect(differenceOf(of(first), of(second), n)).toEqual(pairedDifference(first, second));
    }),
  );
});

it('answers on other reviews are not compared', () => {
  const answers = answersOf(reviews(2), [true, false]);
  expect(differenceOf(answers, answersOf(reviews(2, 'other'), [true, false]), 2)).toBeUndefined();
});
