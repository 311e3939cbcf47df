import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { courseReviews, describeReviews } from '../../../course/demos/reviews';

describe("a notebook's reviews", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  it('are the rated sentences where IMDB is not asked for, in two parts without a common sentence', async () => {
    vi.stubEnv('SENTIMENT_COURSE_DATA', 'snippets');
    const said = vi.spyOn(console, 'log').mockImplementation(() => {});
    const { dataset, train, test } = await courseReviews();
    expect(dataset).toBe('snippets');
    expect(train.length + test.length).toBe(10_568); // 10,605, of which 37 are rated exactly 0
    const sources = new Set(train.map(({ source }) => source));
    expect(test.filter(({ source }) => sources.has(source))).toEqual([]);
    expect(said).toHaveBeenCalledWith(expect.stringContaining('npm run data -- imdb'));
  });

  it('are the same at every call', async () => {
    vi.stubEnv('SENTIMENT_COURSE_DATA', 'snippets');
    vi.spyOn(console, 'log').mockImplementation(() => {});
    expect(await courseReviews()).toEqual(await courseReviews());
  });

  it('say what they are', () =>
    expect(describeReviews({ dataset: 'imdb', train: [], test: [] })).toBe(
      'Data: IMDB, 0 to train on, 0 to test on.\nFor short sentences, start with: SENTIMENT_COURSE_DATA=snippets npm start',
    ));

  it('are not replaced silently when IMDB is asked for and not installed', async () => {
    vi.stubEnv('SENTIMENT_COURSE_DATA', 'imdb');
    vi.stubEnv('SENTIMENT_DATA_DIR', join(tmpdir(), 'no-data-here'));
    await expect(courseReviews()).rejects.toThrow('npm run data -- imdb');
  });

  it('are none when data is asked for that does not exist', async () => {
    vi.stubEnv('SENTIMENT_COURSE_DATA', 'twitter');
    await expect(courseReviews()).rejects.toThrow('SENTIMENT_COURSE_DATA=twitter names no data');
  });
});
