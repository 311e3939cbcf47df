/** What several formats are tried with, and how their content is compared. */
import { buildVocabulary, type Vocabulary } from '../../../lib/text';

export const TEXTS = ['A warm and generous film.', 'The plot makes no sense.'];
export const VOCABULARY = buildVocabulary([
  ['a', 'warm', 'film'],
  ['the', 'plot', 'a'],
]);

export const CHECKPOINT = ['checkpoint.json', 'model.json', 'weights.bin', 'vocabulary.json'];

export const words = ({ words, counts }: Vocabulary) => ({ words, counts });
