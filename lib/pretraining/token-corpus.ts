import { pause } from '../interrupt';
import type { Progress } from '../progress';
import { buildVocabulary, type Vocabulary } from '../text/vocabulary';
import { END_TOKEN, wordTokens } from '../text/word-tokens';

/** Texts as token ids, concatenated. */
export interface TokenCorpus {
  vocabulary: Vocabulary;
  /** The token ids of all texts. Each text ends with the special token `END_TOKEN`. */
  ids: Int32Array;
  /** The end of each text in `ids`, exclusive, after its end token. */
  ends: Int32Array;
}

/** Options of `tokenCorpus`. */
export interface TokenCorpusOptions {
  /**
   * The maximum size of the vocabulary, with the end token and without padding and unknown words.
   * Default: 20,000.
   */
  maxWords?: number;
  /** The vocabulary of another corpus. Default: a vocabulary of these texts. */
  vocabulary?: Vocabulary;
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * Returns texts as token ids of words and punctuation marks. The texts are tokenized twice: to
 * count, and to encode.
 *
 * @throws when `signal` aborts.
 */
export async function tokenCorpus(
  texts: readonly string[],
  { maxWords = 20_000, vocabulary, progress, signal }: TokenCorpusOptions = {},
): Promise<TokenCorpus> {
  const known = vocabulary ?? buildVocabulary(tokensOf(texts), { maxWords });
  const rows: Int32Array[] = [];
  for (const tokens of tokensOf(texts)) {
    if (rows.length % 500 === 0) {
      progress?.(rows.length, texts.length);
      await pause(signal);
    }
    rows.push(Int32Array.from(tokens, known.idOf));
  }
  const ids = new Int32Array(rows.reduce((sum, { length }) => sum + length, 0));
  const ends = new Int32Array(rows.length);
  let at = 0;
  for (const [n, row] of rows.entries()) {
    ids.set(row, at);
    at += row.length;
    ends[n] = at;
  }
  progress?.(texts.length, texts.length);
  return { vocabulary: known, ids, ends };
}

function* tokensOf(texts: readonly string[]): Generator<string[]> {
  for (const text of texts) yield [...wordTokens(text), END_TOKEN];
}

/** Returns the token ids of text `n`, with its end token; a view. */
export function textAt({ ids, ends }: TokenCorpus, n: number): Int32Array {
  return ids.subarray(n === 0 ? 0 : ends[n - 1]!, ends[n]);
}
