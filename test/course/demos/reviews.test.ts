import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { courseReviews, describeReviews } from '../../../course/demos/reviews';
import type { Review } from '../../../lib/corpus';

describe('courseReviews', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('the rated sentences are split into training and test set without a common one', async () => {
    vi.stubEnv('SENTIMENT_COURSE_DATA', 'snippets');
    const said = vi.spyOn(console, 'log').mockImplementation(() => {});
    const { dataset, train, test } = await courseReviews();
    expect(dataset).toBe('snippets');
    expect(train.length + test.length).toBe(10_568); // 10,605, of which 37 are rated exactly 0
    const sources = new Set(train.map(({ source }) => source));
    expect(test.filter(({ source }) => sources.has(source))).toEqual([]);
    expect(said).toHaveBeenCalledWith(expect.stringContaining('npm run data -- imdb'));
  });

  it('every call gives the same split', async () => {
    vi.stubEnv('SENTIMENT_COURSE_DATA', 'snippets');
    vi.spyOn(console, 'log').mockImplementation(() => {});
    expect(await courseReviews()).toEqual(await courseReviews());
  });

  it('a missing IMDB is refused with the command that installs it', async () => {
    vi.stubEnv('SENTIMENT_COURSE_DATA', 'imdb');
    vi.stubEnv('SENTIMENT_DATA_DIR', join(tmpdir(), 'no-data-here'));
    await expect(courseReviews()).rejects.toThrow('npm run data -- imdb');
  });

  it('an unknown SENTIMENT_COURSE_DATA is refused by its value', async () => {
    vi.stubEnv('SENTIMENT_COURSE_DATA', 'twitter');
    await expect(courseReviews()).rejects.toThrow('SENTIMENT_COURSE_DATA=twitter is unknown');
  });
});

describe('describeReviews', () => {
  it('the description has the data set, both sizes and the way to the other data', () => {
    const review: Review = { text: 'Fine.', label: 'positive', source: 'a.csv:1' };
    const train = new Array<Review>(1234).fill(review);
    expect(describeReviews({ dataset: 'imdb', train, test: [review] })).toMatch(
      /IMDB.* 1,234 .* 1 .*\n.*SENTIMENT_COURSE_DATA=snippets npm start/,
    );
  });
});
