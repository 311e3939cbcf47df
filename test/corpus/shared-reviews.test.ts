import { describe, expect, it } from 'vitest';
import { nearDuplicates, type Review, reviewsToLeaveOut, sharedReviews } from '../../lib/corpus';

const words = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => `w${from + n}`).join(' ');
const review = (source: string, text: string): Review => ({ text, source, label: 'positive' });

const parts = {
  train: [
    review('train/0', words(0, 50)),
    review('train/1', words(100, 50)),
    review('train/2', words(0, 50)), // as train/0
    review('train/3', `${words(100, 49)} other`), // nearly train/1
    review('train/4', words(200, 50)),
    review('train/5', words(300, 50)),
    review('train/6', words(400, 50)),
  ],
  test: [
    review('test/0', words(200, 50)), // as train/4
    review('test/1', `${words(300, 49)} other`), // nearly train/5
    review('test/2', `${words(0, 49)} other`), // nearly train/0 and train/2
    review('test/3', words(500, 50)),
  ],
  unsup: [review('unsup/0', words(500, 50)), review('unsup/1', words(500, 50))],
};
const texts = Object.values(parts).flatMap((reviews) => reviews.map(({ text }) => text));

describe('sharedReviews', () => {
  it('duplicates are counted by pair of sets', async () => {
    const shared = sharedReviews(parts, await nearDuplicates(texts));
    const counted = Object.fromEntries(
      shared.map(({ part, other, same, near }) => [`${part} in ${other}`, [same, near]]),
    );
    expect(counted).toEqual({
      'train in train': [2, 2],
      'train in test': [1, 3],
      'train in unsup': [0, 0],
      'test in train': [1, 2],
      'test in test': [0, 0],
      'test in unsup': [1, 0],
      'unsup in train': [0, 0],
      'unsup in test': [2, 0],
      'unsup in unsup': [2, 0],
    });
  });

  it('duplicates of other texts are refused', async () => {
    const others = await nearDuplicates(['One.']);
    expect(() => sharedReviews(parts, others)).toThrow(/duplicates are of 1 texts, but there are 13 reviews/);
  });
});

describe('reviewsToLeaveOut', () => {
  it('without them, the training set has no duplicates in itself or the test set', async () => {
    const out = reviewsToLeaveOut(parts, await nearDuplicates(texts), 'train', ['test']);
    expect(out.map(({ source }) => source)).toEqual(['train/0', 'train/2', 'train/3', 'train/4', 'train/5']);
    const kept = { ...parts, train: parts.train.filter((one) => !out.includes(one)) };
    const keptTexts = Object.values(kept).flatMap((reviews) => reviews.map(({ text }) => text));
    const shared = sharedReviews(kept, await nearDuplicates(keptTexts));
    const ofTraining = shared.filter(({ part, other }) => part === 'train' && other !== 'unsup');
    expect(ofTraining).toEqual([
      { part: 'train', other: 'train', same: 0, near: 0 },
      { part: 'train', other: 'test', same: 0, near: 0 },
    ]);
  });
});
