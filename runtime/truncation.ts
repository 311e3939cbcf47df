/** Truncation: what a model reads of a text that is longer than its limit. */

/**
 * A truncated text keeps this share from its start. Reviews often state their verdict at the end.
 */
const FROM_START = 1 / 4;

/** How many tokens a truncated text keeps from its start, and how many from its end. */
export interface Kept {
  start: number;
  end: number;
}

/** Returns what is kept of a text of `length` tokens that is truncated to `maxLength`. */
export function keptTokens(length: number, maxLength: number): Kept {
  if (length <= maxLength) return { start: length, end: 0 };
  const start = Math.round(maxLength * FROM_START);
  return { start, end: maxLength - start };
}

/** Returns at most `maxLength` tokens: a quarter from the start and the rest from the end. */
export function truncated<T>(tokens: T[], maxLength: number): T[] {
  const { start, end } = keptTokens(tokens.length, maxLength);
  return start === tokens.length ? tokens : [...tokens.slice(0, start), ...tokens.slice(tokens.length - end)];
}

/** What `tokensUpTo` needs to know of a tokenizer. */
export interface Splitting {
  /**
   * Returns all tokens of a text. If a text is cut at one of `spaces` that is not in `<br />`, its
   * tokens must be those of both parts.
   */
  split(text: string): string[];
  spaces: string;
  /** Returns what is kept of a text of more than `maxLength` tokens. */
  kept(length: number, maxLength: number): Kept;
}

/** The characters of a piece. Most texts are shorter. */
const PIECE = 4096;

/**
 * Returns the tokens of a text that is truncated to `maxLength` tokens. Of a long text it splits no
 * more than it keeps, in pieces at the start and at the end: a text of a megabyte needs as little
 * time and memory as a short one.
 */
export function tokensUpTo(text: string, maxLength: number, splitting: Splitting): string[] {
  const { split, spaces, kept } = splitting;
  if (maxLength === Number.POSITIVE_INFINITY) return split(text);
  const tokens: string[] = [];
  for (const piece of tokensInPieces(text, splitting)) {
    for (const token of piece) tokens.push(token);
    if (tokens.length <= maxLength) continue;
    const { start, end } = kept(tokens.length, maxLength);
    return [...tokens.slice(0, start), ...lastTokens(text, end, split, spaces)];
  }
  return tokens;
}

/** Yields the tokens of a text from its start, those of a few thousand characters at once. */
export function* tokensInPieces(
  text: string,
  { split, spaces }: Omit<Splitting, 'kept'>,
): Generator<string[], void> {
  for (let from = 0, to = 0; from < text.length; from = to) {
    to = nextCut(text, from + PIECE, spaces);
    yield split(text.slice(from, to));
  }
}

/** Returns the last tokens of a text that has more. */
function lastTokens(text: string, count: number, split: Splitting['split'], spaces: string): string[] {
  let tokens: string[] = [];
  for (let from = text.length, to = from; tokens.length < count && from > 0; to = from) {
    from = lastCut(text, from - PIECE, spaces);
    tokens = [...split(text.slice(from, to)), ...tokens];
  }
  return tokens.slice(tokens.length - count);
}

/** Returns the first place from `at` on where a text can be cut, or its end. */
function nextCut(text: string, at: number, spaces: string): number {
  let place = at;
  while (place < text.length && !isCut(text, place, spaces)) place++;
  return Math.min(place, text.length);
}

/** Returns the last place up to `at` where a text can be cut, or its start. */
function lastCut(text: string, at: number, spaces: string): number {
  let place = at;
  while (place > 0 && !isCut(text, place, spaces)) place--;
  return Math.max(place, 0);
}

function isCut(text: string, at: number, spaces: string): boolean {
  return spaces.includes(text[at]!) && text.slice(at - 3, at + 3).toLowerCase() !== '<br />';
}
