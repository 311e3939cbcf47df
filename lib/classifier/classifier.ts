import { hasKnownWord } from '../batches/known-words';
import type { Label, Review } from '../corpus/review';
import { predictedClass } from '../evaluation/metrics';
import type { Watch } from '../progress';
import { type ClassifierEvaluation, type EvaluateReviewsOptions, evaluateReviews } from './evaluate';
import { type ExplainOptions, type Explanation, explain } from './explain';
import { type ExportOptions, exportClassifier } from './export';
import { type ClassifierParts, idsOfText, probabilitiesOfIds } from './parts';
import { type SaveOptions, saveClassifier } from './save';

/** The prediction for a text. */
export interface Prediction {
  text: string;
  label: Label;
  /** The probability of that label. */
  probability: number;
  /** The number of tokens, after truncation. If it is 0, the prediction means nothing. */
  tokenCount: number;
  /** The number of tokens that the model does not know. */
  unknownCount: number;
  /** Whether the model knows a word of the text. If not, the prediction means nothing. */
  hasKnownWord: boolean;
}

/** A trained model with its tokenizer, so that every text is tokenized as in training. */
export interface Classifier extends ClassifierParts {
  /** Returns the predictions for texts, in their order. */
  predict(texts: readonly string[], watch?: Watch): Promise<Prediction[]>;
  /** Returns the probabilities `[texts, classes]` (row-major) of texts. */
  predictProbabilities(texts: readonly string[], watch?: Watch): Promise<Float32Array>;
  /** Returns how each token of a text changes the prediction; see `explain`. */
  explain(text: string, options?: ExplainOptions): Promise<Explanation>;
  /** Returns the metrics on labeled reviews, and the mistakes; see `evaluateReviews`. */
  evaluate(
    reviews: Iterable<Review> | AsyncIterable<Review>,
    options?: EvaluateReviewsOptions,
  ): Promise<ClassifierEvaluation>;
  /** Writes a checkpoint for `loadClassifier`; see `saveClassifier`. */
  save(folder: string, options?: SaveOptions): Promise<void>;
  /** Writes the model for `tf.loadLayersModel`, and returns the files; see `exportClassifier`. */
  export(folder: string, options?: ExportOptions): Promise<string[]>;
}

/**
 * Returns the classifier that is made of these parts, for example of a model that `fit` has
 * trained. Nothing is copied: the classifier uses the model itself.
 *
 * @example
 * ```ts
 * import { buildVocabulary, createClassifier, embedding } from 'sentiment-lab';
 * import { meanOverTime, ready, tf, tokenizer } from 'sentiment-lab';
 *
 * await ready();
 * const lookup = buildVocabulary([['good', 'film']]); // ids 2 and 3
 * const layers = [
 *   embedding({ inputDim: 4, outputDim: 8, seed: 1 }),
 *   meanOverTime(), // ignores padding
 *   tf.layers.dense({ units: 2 }), // logits; not trained yet
 * ];
 * const classifier = createClassifier({
 *   model: tf.sequential({ layers }),
 *   tokenizer: tokenizer(),
 *   lookup,
 *   classes: ['positive', 'negative'],
 * });
 * const [prediction] = await classifier.predict(['A good, long film!']);
 * prediction?.tokenCount; // => 4
 * prediction?.unknownCount; // => 2
 * ```
 */
export function createClassifier(parts: ClassifierParts): Classifier {
  const encode = (texts: readonly string[]) => texts.map((text) => idsOfText(parts, text));
  return {
    ...parts,
    async predict(texts, events) {
      const { classes, lookup, tokenizer } = parts;
      const ids = encode(texts);
      const isRead = hasKnownWord(lookup, tokenizer.specialTokens);
      const probabilities = await probabilitiesOfIds(parts, ids, events);
      return texts.map((text, at) => {
        const { classIndex, probability } = predictedClass(probabilities, at, classes.length);
        return {
          text,
          label: classes[classIndex]!,
          probability,
          tokenCount: ids[at]!.length - tokenizer.specialTokens,
          unknownCount: ids[at]!.filter((id) => id === lookup.unknownId).length,
          hasKnownWord: isRead(ids[at]!),
        };
      });
    },
    predictProbabilities: (texts, events) => probabilitiesOfIds(parts, encode(texts), events),
    explain: (text, options) => explain(parts, text, options),
    evaluate: (reviews, options) => evaluateReviews(parts, reviews, options),
    save: (folder, options) => saveClassifier(parts, folder, options),
    export: (folder, options) => exportClassifier(parts, folder, options),
  };
}
