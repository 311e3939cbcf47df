import { readFile } from 'node:fs/promises';
import { UNKNOWN_ID, type Vocabulary, vocabularyOf } from './vocabulary';

/** What stands in `vocabulary.json`: words and how often each occurred, in the order of their ids, from 2. */
export interface VocabularyEntries {
  words: readonly string[];
  counts: readonly number[];
  /** Occurrences of words that were left out. */
  unknown: number;
}

/** Returns a vocabulary as it is stored. */
export function vocabularyEntries({ words, counts }: Vocabulary): VocabularyEntries {
  return {
    words: words.slice(UNKNOWN_ID + 1),
    counts: counts.slice(UNKNOWN_ID + 1),
    unknown: counts[UNKNOWN_ID]!,
  };
}

/** Returns the vocabulary that was stored. @throws when a word stands there twice */
export function vocabularyFrom({ words, counts, unknown }: VocabularyEntries): Vocabulary {
  const kept = counts.reduce((sum, n) => sum + n, 0);
  return vocabularyOf(
    words.map((word, at) => [word, counts[at]!] as const),
    kept + unknown,
  );
}

/** Returns the content of a file that `readVocabulary` reads. */
export function vocabularyJson(vocabulary: Vocabulary): string {
  return `${JSON.stringify(vocabularyEntries(vocabulary))}\n`;
}

/** Returns the vocabulary in a file. @throws when it is not there, or is no vocabulary */
export async function readVocabulary(file: string): Promise<Vocabulary> {
  return vocabularyFrom(JSON.parse(await readFile(file, 'utf8')));
}
