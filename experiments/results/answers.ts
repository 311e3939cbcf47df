/**
 * Which test reviews a run got right, in its record: a bit for each. The difference of two runs
 * then has the standard error of a paired test, which is smaller than that of two separate ones.
 */
import { hash } from 'node:crypto';
import type { Review } from '../../lib/corpus/review';
import { type AccuracyDifference, pairedDifference } from '../../lib/evaluation/compare';

/** The answers of a run. */
export interface Answers {
  /** SHA-256 of the sources of the test reviews, in order: only equal ones can be compared. */
  reviews: string;
  /** A bit for each review, 1 for a right answer, the lowest bit of a byte first; base64. */
  correct: string;
}

/** Returns the answers on these reviews. @param correct whether each answer is right */
export function answersOf(reviews: readonly Review[], correct: readonly boolean[]): Answers {
  const bytes = Buffer.alloc(Math.ceil(correct.length / 8));
  for (const [at, isCorrect] of correct.entries()) if (isCorrect) bytes[at >> 3]! |= 1 << (at & 7);
  return {
    reviews: hash('sha256', reviews.map(({ source }) => source).join('\n')),
    correct: bytes.toString('base64'),
  };
}

/**
 * Returns the accuracy of one run minus that of another; undefined if they have other test reviews.
 *
 * @param n the number of test reviews
 */
export function differenceOf(first: Answers, second: Answers, n: number): AccuracyDifference | undefined {
  if (first.reviews !== second.reviews) return undefined;
  return pairedDifference(bitsOf(first, n), bitsOf(second, n));
}

function bitsOf({ correct }: Answers, n: number): boolean[] {
  const bytes = Buffer.from(correct, 'base64');
  return Array.from({ length: n }, (_, at) => ((bytes[at >> 3]! >> (at & 7)) & 1) === 1);
}
