/// <reference path="./stopword.d.ts" />
import { readFileSync } from 'node:fs';
import { eng } from 'stopword';
import { requireFile } from '../files/require-file';
import { wholeText } from '../reading/text-chunks';
import { tokenize } from './clean';

/**
 * English stop words (`about`, `the`, `you`), cleaned like tokens. They do not include `not` and
 * `no`, but they include `but` and `never`, so removing them can cost a sentiment model some
 * accuracy.
 */
export const stopWords: ReadonlySet<string> = new Set(eng.flatMap(tokenize));

/** A comment behind a stop word, or in its place. */
const COMMENT = /(?:^|\s)[|#]\s.*$/;

/** Returns the tokens without stop words. */
export function withoutStopWords(tokens: readonly string[], words = stopWords): string[] {
  return tokens.filter((token) => !words.has(token));
}

/**
 * Returns the stop words of a file with one per line, cleaned like tokens. Its encoding is found.
 * What follows `| ` or `# ` is a comment, as in Snowball's and Lucene's lists.
 *
 * @param split returns the tokens of a text. Default: `tokenize`
 * @throws if the file cannot be read, or has bytes that are not of its encoding
 */
export function readStopWords(file: string, split: (text: string) => string[] = tokenize): Set<string> {
  try {
    requireFile(file, undefined, { mayBePipe: true });
    const lines = wholeText(file, readFileSync(file)).text.split(/\r?\n|\r/);
    return new Set(lines.flatMap((line) => split(line.replace(COMMENT, ''))));
  } catch (error) {
    throw new Error(`the stop words cannot be read (${(error as Error).message})`, { cause: error });
  }
}
