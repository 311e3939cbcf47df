import { pause } from '../interrupt';
import type { Progress } from '../progress';
import { buildVocabulary, type Vocabulary } from '../text/vocabulary';
import { END_TOKEN, wordTokens } from '../text/word-tokens';

/** Texts as ids, one behind the other. */
export interface TokenCorpus {
  vocabulary: Vocabulary;
  /** All texts' words, each text's followed by the id of `END`. */
  ids: Int32Array;
  /** Where each text ends in `ids`, behind its end mark. */
  ends: Int32Array;
}

/** Options of `tokenCorpus`. */
export interface TokenCorpusOptions {
  /** Words of the vocabulary, the end mark included, beside the two reserved ids. Default 20,000. */
  maxWords?: number;
  /** Another corpus's vocabulary, in place of one of these texts. */
  vocabulary?: Vocabulary;
  progress?: Progress;
  signal?: AbortSignal;
}

/** Returns texts as ids of their most frequent words and punctuation marks. They are read twice: to count, and to look up. */
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

/** Returns text `n` as ids, its end mark included; a view, not a copy. */
export function textAt({ ids, ends }: TokenCorpus, n: number): Int32Array {
  return ids.subarray(n === 0 ? 0 : ends[n - 1]!, ends[n]);
}
