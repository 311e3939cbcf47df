export { cleanSentences, tokenize } from './clean';
export { countWords } from './count-words';
export { type Dictionary, readDictionary } from './dictionary';
export {
  type NGramLimits,
  type NGrams,
  NO_NGRAM,
  nGramsFrom,
  nGramsIn,
  numbersIn,
  wordsOf,
} from './n-grams';
export { readPickledDictionary } from './pickle-dictionary';
export { readStopWords, stopWords, withoutStopWords } from './stop-words';
export {
  buildVocabulary,
  PADDING_ID,
  UNKNOWN_ID,
  type Vocabulary,
  type VocabularyLimits,
  vocabularyOf,
} from './vocabulary';
export {
  readVocabulary,
  type VocabularyEntries,
  vocabularyEntries,
  vocabularyFrom,
  vocabularyJson,
} from './vocabulary-entries';
export { wordTokens } from './word-tokens';
