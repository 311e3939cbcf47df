import { join, resolve, sep } from 'node:path';
import { dataDir } from '../../lib/repository';
import type { TokenizerName } from '../../lib/text/tokenizer';
import type { FlagValues } from './flags';
import type { RunValues, System } from './system';

/** The value of `--tokenizer`. */
export type TokenizerChoice = TokenizerName | 'auto';

/** The data sets that the published systems were made for. */
const PUBLISHED = ['aclImdb', 'Kaggle'];

/**
 * Returns the tokenizer of a system. By default (`auto`), it is the system's own on the data sets
 * that it was published with, and `unicode` on other data. A system without a flag `tokenizer`
 * always has its own.
 */
export function tokenizerOf(
  { tokenizer = 'words', flags }: Pick<System, 'tokenizer' | 'flags'>,
  values: RunValues & FlagValues,
): TokenizerName {
  const choice = (flags.tokenizer ? (values.tokenizer ?? 'auto') : tokenizer) as TokenizerChoice;
  return chosenTokenizer(choice, values.data, tokenizer);
}

/** Returns the tokenizer for data at a path. @param own what `auto` is for published data */
export function chosenTokenizer(
  choice: TokenizerChoice,
  data: string,
  own: TokenizerName = 'words',
): TokenizerName {
  if (choice !== 'auto') return choice;
  const path = resolve(data) + sep;
  return PUBLISHED.some((name) => path.startsWith(join(dataDir(), name) + sep)) ? own : 'unicode';
}
