import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearDuplicates } from '../../lib/corpus';
import { tokenize } from '../../lib/text';

const words = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => `w${from + n}`).join(' ');

/** Returns |A ∩ B| / |A ∪ B| of the sets of shingles: the definition of resemblance. */
function resemblance(a: string, b: string, shingle: number): number {
  const [one, other] = [a, b].map((text) => {
    const tokens = tokenize(text);
    const count = Math.max(1, tokens.length - shingle + 1);
    return new Set(Array.from({ length: count }, (_, n) => tokens.slice(n, n + shingle).join(' ')));
  });
  const common = [...one!].filter((words) => other!.has(words)).length;
  return common / (one!.size + other!.size - common);
}

describe('nearDuplicates', () => {
  it('texts that differ only in case, punctuation and markup are exact duplicates', async () => {
    const { firstLike, near } = await nearDuplicates([
      'A fine film.<br /><br />See it!',
      'Another text.',
      'a FINE film -  See it',
      'A fine film. See it!',
    ]);
    expect([...firstLike]).toEqual([0, 1, 0, 0]);
    expect(near).toEqual([]);
  });

  it('texts that share four fifths of their shingles are near duplicates', async () => {
    // 46 shingles each, of which n have the changed words
    const [text, end, middle, twice] = [
      words(0, 50),
      `${words(0, 49)} other`,
      `${words(0, 25)} other ${words(26, 24)}`,
      `${words(0, 15)} other ${words(16, 20)} other ${words(37, 13)}`,
    ];
    const { near, firstLike } = await nearDuplicates([text!, end!, middle!, twice!]);
    expect([...firstLike]).toEqual([0, 1, 2, 3]);
    expect(near).toEqual([
      { a: 0, b: 1, similarity: 45 / 47 },
      { a: 0, b: 2, similarity: 41 / 51 },
    ]);
  });

  it('only the first of several exact duplicates is paired', async () => {
    const [one, other] = [words(0, 50), `${words(0, 49)} other`];
    const { near, firstLike } = await nearDuplicates([one, other, one, other, one]);
    expect([...firstLike]).toEqual([0, 1, 0, 1, 0]);
    expect(near.map(({ a, b }) => [a, b])).toEqual([[0, 1]]);
  });

  it('texts without a word are distinct, and short ones are compared whole', async () => {
    const { firstLike, near } = await nearDuplicates([
      '...',
      '!!!',
      'Bad.',
      'bad',
      'Very bad.',
      'Very, very bad.',
    ]);
    expect([...firstLike]).toEqual([0, 1, 2, 2, 4, 5]);
    expect(near).toEqual([]);
  });

  it('every pair is found, as the definition of resemblance says', async () => {
    const word = fc.constantFrom('a', 'b', 'c');
    const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((tokens) => tokens.join(' '));
    const property = fc.asyncProperty(
      fc.array(text, { minLength: 2, maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom(0.2, 0.5, 0.8, 1),
      async (texts, shingle, similarity) => {
        const { firstLike, near } = await nearDuplicates(texts, { shingle, similarity });
        expect([...firstLike]).toEqual(texts.map((one) => texts.indexOf(one)));
        const firsts = [...new Set(firstLike)];
        const expected = firsts.flatMap((a) =>
          firsts
            .filter((b) => b > a)
            .map((b) => ({ a, b, similarity: resemblance(texts[a]!, texts[b]!, shingle) }))
            .filter((pair) => pair.similarity >= similarity),
        );
        const inOrder = (pairs: typeof near) => [...pairs].sort((x, y) => x.a - y.a || x.b - y.b);
        expect(inOrder(near)).toEqual(expected);
      },
    );
    await fc.assert(property, { numRuns: 200 });
  });

  it('progress is reported from the first text to the last', async () => {
    const calls: number[][] = [];
    await nearDuplicates(['One.', 'Two.'], { progress: (...call) => void calls.push(call as number[]) });
    expect(calls.at(0)).toEqual([0, 4]);
    expect(calls.at(-1)).toEqual([4, 4]);
  });

  it('an aborted signal stops the search', async () => {
    await expect(nearDuplicates(['One.'], { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  it.each([
    [{ shingle: 0 }, /shingle is 0: give a whole number of at least 1/],
    [{ similarity: 0 }, /similarity is 0: give a number above 0, at most 1/],
    [{ similarity: 1.5 }, /similarity is 1.5/],
  ])('%j is refused', async (options, message) => {
    await expect(nearDuplicates(['One.'], options)).rejects.toThrow(message);
  });
});
