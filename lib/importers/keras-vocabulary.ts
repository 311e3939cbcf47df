/** Reads the vocabulary of a Keras model: which id each token has. */
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { requireFile } from '../files/require-file';

/** The vocabulary of a Keras model. Its id 0 is padding. */
export interface KerasVocabulary {
  /** What made the ids, which decides how texts are split. */
  from: 'TextVectorization' | 'Tokenizer';
  /** The id of each token: its row in the embedding. */
  ids: ReadonlyMap<string, number>;
  /** The id of unknown tokens. Default: they are left out. */
  unknownId?: number;
  /** The id of the token in front of every text. Default: none. */
  startId?: number;
  /** Tokens with this id or a higher one are unknown. Default: no limit. */
  numWords?: number;
}

/** Options of `readKerasVocabulary`. They apply to word indexes, `{"the": 1}`. */
export interface WordIndexOptions {
  /**
   * Added to the ids of the file. 3 in `keras.datasets.imdb`, where 1 starts a text and 2 stands
   * for unknown words. Default 0.
   */
  indexFrom?: number;
  /** The id of unknown words. Default: 2 with `indexFrom`, else none: they are left out. */
  unknownId?: number;
  /** The id in front of every text. Default: 1 with `indexFrom`, else none. */
  startId?: number;
}

/**
 * Returns the vocabulary in a file:
 *
 * - `.txt`, or a JSON list: one token after another, as `TextVectorization.get_vocabulary()`
 *   returns them. If the two special tokens in front, `''` and `[UNK]`, are missing, the first
 *   word has id 2.
 * - a JSON object, `{"the": 1}`: `Tokenizer.word_index` or `keras.datasets.imdb.get_word_index()`
 * - JSON that `Tokenizer.to_json()` wrote
 *
 * @throws if the file has another form, or two tokens have the same id
 */
export async function readKerasVocabulary(
  file: string,
  options: WordIndexOptions = {},
): Promise<KerasVocabulary> {
  requireFile(file);
  const bytes = await readFile(file);
  if (!isUtf8(bytes)) throw new Error(`${file} is not UTF-8: save it again, with encoding='utf-8'`);
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (!/^\s*[[{]/.test(text) || !/\.json$/i.test(file)) return vocabularyOfList(text.split(/\r?\n/));
  const content = parsed(file, text);
  if (Array.isArray(content)) {
    const other = content.findIndex((token) => typeof token !== 'string');
    if (other >= 0)
      throw new Error(`${file}: token ${other} is ${JSON.stringify(content[other])}, expected a text`);
    return vocabularyOfList(content as string[]);
  }
  if (content.class_name === 'Tokenizer') return ofTokenizer(file, content.config as TokenizerConfig);
  return ofWordIndex(file, content as Record<string, number>, options);
}

/** Returns the vocabulary of a list that `TextVectorization.get_vocabulary()` returned. */
export function vocabularyOfList(list: readonly string[]): KerasVocabulary {
  let end = list.length;
  while (end > 0 && list[end - 1] === '') end--; // the last line feed
  const start = list[0] === '' ? 0 : list[0] === UNKNOWN ? 1 : 2;
  const ids = new Map<string, number>();
  for (const [at, token] of list.slice(0, end).entries()) {
    const id = at + start;
    if (id < 2) continue;
    if (ids.has(token))
      throw new Error(`the vocabulary has "${token}" twice: as id ${ids.get(token)} and ${id}`);
    ids.set(token, id);
  }
  return { from: 'TextVectorization', ids, unknownId: 1 };
}

const UNKNOWN = '[UNK]';

interface TokenizerConfig {
  num_words: number | null;
  filters: string;
  lower: boolean;
  split: string;
  char_level: boolean;
  oov_token: string | null;
  /** JSON */
  word_index: string;
}

const FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n';

function ofTokenizer(file: string, config: TokenizerConfig): KerasVocabulary {
  const expected = { filters: FILTERS, lower: true, split: ' ', char_level: false };
  for (const [name, value] of Object.entries(expected))
    if (config[name as keyof TokenizerConfig] !== value)
      throw new Error(
        `${file}: the option ${name}=${JSON.stringify(config[name as keyof TokenizerConfig])} of Tokenizer is not imported`,
      );
  const { oov_token: oov, num_words: numWords } = config;
  const ids = idsOf(file, parsed(file, config.word_index) as Record<string, number>, 0);
  const unknownId = oov === null ? undefined : ids.get(oov);
  if (oov !== null) ids.delete(oov);
  return { from: 'Tokenizer', ids, unknownId, numWords: numWords ?? undefined };
}

function ofWordIndex(
  file: string,
  index: Record<string, number>,
  { indexFrom = 0, unknownId, startId }: WordIndexOptions,
): KerasVocabulary {
  const isImdb = indexFrom > 0;
  return {
    from: 'Tokenizer',
    ids: idsOf(file, index, indexFrom),
    unknownId: unknownId ?? (isImdb ? 2 : undefined),
    startId: startId ?? (isImdb ? 1 : undefined),
  };
}

/** Ids are stored in 32 bits. */
const MAX_ID = 2 ** 31 - 1;

function idsOf(file: string, index: Record<string, number>, indexFrom: number): Map<string, number> {
  const words = new Map<number, string>();
  for (const [word, value] of Object.entries(index)) {
    if (!Number.isInteger(value) || value < 1 || value + indexFrom > MAX_ID)
      throw new Error(
        `${file} gives "${word}" the id ${JSON.stringify(value)}: expected a whole number from 1 to ${MAX_ID - indexFrom}`,
      );
    const other = words.get(value);
    if (other !== undefined) throw new Error(`${file} gives "${other}" and "${word}" the same id, ${value}`);
    words.set(value, word);
  }
  return new Map(Array.from(words, ([id, word]) => [word, id + indexFrom]));
}

function parsed(file: string, text: string): Record<string, unknown> | unknown[] {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
