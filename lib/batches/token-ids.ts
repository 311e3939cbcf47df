import { growingArray } from '../growing-array';
import { tokenize } from '../text/clean';
import type { Tokenizer } from '../text/tokenizer';

/** Looks up the ids of tokens. Word vectors and vocabularies both are token lookups. */
export interface TokenLookup {
  /** Returns the id of a token, or undefined where it has none. */
  idOf(token: string): number | undefined;
  /** The id of unknown tokens, where there is one. */
  readonly unknownId?: number;
}

/**
 * Returns the token ids of a text: tokenized with `tokenize`, truncated to `maxLength` tokens, not
 * padded.
 *
 * @throws like `tokenIds`.
 *
 * @example
 * ```ts
 * import { buildVocabulary } from 'sentiment-lab';
 * import { encodeText } from 'sentiment-lab/batches';
 *
 * const vocabulary = buildVocabulary([['a', 'good', 'film'], ['a', 'bad', 'film']]);
 * encodeText('A boring film!', vocabulary); // => Int32Array(3) [ 2, 1, 3 ]
 * encodeText('A boring film!', vocabulary, 2); // => Int32Array(2) [ 2, 1 ]
 * ```
 */
export function encodeText(
  text: string,
  lookup: TokenLookup,
  maxLength = Number.POSITIVE_INFINITY,
): Int32Array {
  return tokenIds(tokenize(text).slice(0, maxLength), lookup);
}

/**
 * Returns the ids of tokens.
 *
 * @throws when a token has no id and `lookup` has no id for unknown tokens.
 */
export function tokenIds(tokens: readonly string[], lookup: TokenLookup): Int32Array {
  const ids = new Int32Array(tokens.length);
  for (let at = 0; at < ids.length; at++) {
    const id = lookup.idOf(tokens[at]!) ?? lookup.unknownId;
    if (id === undefined) throw new Error(`"${tokens[at]}" has no id, and there is none for unknown tokens`);
    ids[at] = id;
  }
  return ids;
}

/** The characters of a text that is tokenized in pieces. */
const LONG = 100_000;

/** How texts become token ids. */
export interface TextReading {
  tokenizer: Tokenizer;
  lookup: TokenLookup;
  /** Texts are truncated to this many tokens. Default: no limit. */
  maxLength?: number;
}

/** Returns the token ids of a text, special tokens included. @throws like `tokenIds` */
export function idsOfText({ tokenizer, lookup, maxLength }: TextReading, text: string): Int32Array {
  if (maxLength !== undefined || text.length < LONG || !tokenizer.pieces)
    return tokenIds(tokenizer.tokenize(text, maxLength), lookup);
  const ids = growingArray();
  let length = 0;
  for (const piece of tokenizer.pieces(text)) for (const id of tokenIds(piece, lookup)) ids.set(length++, id);
  return ids.upTo(length);
}
