import { hasKnownWord } from '../batches/known-words';
import { kindOf } from '../corpus/require-reviews';
import type { Label, Review } from '../corpus/review';
import { predictedClass } from '../evaluation/metrics';
import { requireOutputs } from '../evaluation/require-outputs';
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
  /**
   * Whether the model knows a word of the text. If not, the prediction means nothing.
   * `loadPredictor` and the commands then give no label.
   */
  hasKnownWord: boolean;
  /** Why the prediction means nothing, if it does. */
  reason?: string;
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
 * @throws if the model has not an output for each class
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
  const { classes, lookup, tokenizer } = parts;
  requireOutputs(parts.model, classes);
  const isRead = hasKnownWord(lookup, tokenizer.specialTokens);
  const describe = (text: string, ids: Int32Array, probabilities: Float32Array, at: number): Prediction => {
    const { classIndex, value: probability } = predictedClass(probabilities, at, classes.length);
    const unknownCount = ids.reduce((sum, id) => (id === lookup.unknownId ? sum + 1 : sum), 0);
    const hasKnownWord = isRead(ids);
    return {
      text,
      label: classes[classIndex]!,
      probability,
      tokenCount: ids.length - tokenizer.specialTokens,
      unknownCount,
      hasKnownWord,
      ...(!hasKnownWord && {
        reason: unknownCount === 0 ? 'the text has no word' : 'the model knows none of the words',
      }),
    };
  };
  return {
    ...parts,
    async predict(texts, events) {
      requireTexts('predict', texts);
      const predictions: Prediction[] = [];
      for await (const { ids, probabilities } of predictedGroups(parts, texts, events))
        for (const [at, row] of ids.entries())
          predictions.push(describe(texts[predictions.length]!, row, probabilities, at));
      return predictions;
    },
    async predictProbabilities(texts, events) {
      requireTexts('predictProbabilities', texts);
      const all = new Float32Array(texts.length * classes.length);
      let at = 0;
      for await (const { probabilities } of predictedGroups(parts, texts, events)) {
        all.set(probabilities, at);
        at += probabilities.length;
      }
      return all;
    },
    explain: (text, options) => explain(parts, text, options),
    evaluate: (reviews, options) => evaluateReviews(parts, reviews, options),
    save: (folder, options) => saveClassifier(parts, folder, options),
    export: (folder, options) => exportClassifier(parts, folder, options),
  };
}

/** @throws TypeError if these are no texts */
function requireTexts(what: string, texts: readonly unknown[]): void {
  const wanted = `${what} takes an array of texts, such as ['I love it']`;
  if (!Array.isArray(texts)) throw new TypeError(`${wanted}, not ${kindOf(texts)}`);
  const at = texts.findIndex((text) => typeof text !== 'string');
  if (at >= 0) throw new TypeError(`${wanted}: texts[${at}] is ${kindOf(texts[at])}`);
}

/** Tokens whose ids are in memory at once. */
const TOKENS_AT_ONCE = 2 ** 21;

/**
 * Yields texts in groups, in their order: their token ids and probabilities. A call with many long
 * texts needs no more memory than a group.
 */
async function* predictedGroups(
  parts: ClassifierParts,
  texts: readonly string[],
  { progress, signal }: Watch = {},
): AsyncGenerator<{ ids: Int32Array[]; probabilities: Float32Array }> {
  for (let start = 0; start < texts.length; ) {
    const ids: Int32Array[] = [];
    for (let tokens = 0; tokens < TOKENS_AT_ONCE && start + ids.length < texts.length; ) {
      const row = idsOfText(parts, texts[start + ids.length]!);
      ids.push(row);
      tokens += row.length;
    }
    const before = start;
    const watch = { signal, progress: progress && ((done: number) => progress(before + done, texts.length)) };
    yield { ids, probabilities: await probabilitiesOfIds(parts, ids, watch) };
    start += ids.length;
  }
}
