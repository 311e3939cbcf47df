import { hasKnownWord } from '../batches/known-words';
import { type ClassifierParts, idsOfText, probabilitiesOfIds } from '../classifier/parts';
import type { Scores } from './protocol';

/** The predictions for texts. */
export type TextScores = Pick<Scores, 'probabilities' | 'isRead'>;

/**
 * Returns a function that scores texts in this process, for `scoreTable`. Texts without a known word
 * are marked, and get no label.
 */
export function scorerOf(classifier: ClassifierParts): (texts: readonly string[]) => Promise<TextScores> {
  const isKnown = hasKnownWord(classifier.lookup, classifier.tokenizer.specialTokens);
  return async (texts) => {
    const ids = texts.map((text) => idsOfText(classifier, text));
    const isRead = Uint8Array.from(ids, (row) => (isKnown(row) ? 1 : 0));
    return { isRead, probabilities: await probabilitiesOfIds(classifier, ids) };
  };
}
