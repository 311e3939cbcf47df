export {
  type Direction,
  type LanguageModel,
  type LanguageModelConfig,
  languageModel,
} from './language-model';
export { loadLanguageModel, saveLanguageModel } from './language-model-files';
export { perplexity } from './perplexity';
export { readTokens } from './read-tokens';
export {
  corpusStage,
  languageModelStage,
  PRETRAINING,
  type PretrainingConfig,
  vectorStage,
} from './stages';
export { END, type TokenCorpus, tokenCorpus } from './token-corpus';
export { trainLanguageModel } from './train-language-model';
