import type { Label } from '../corpus/review';
import { bundledModel } from './bundled-model';
import { type BundledModel, DEFAULT_MODEL, isBundled } from './bundled-model-names';
import type { Prediction } from './classifier';
import type { LoadClassifierOptions } from './load';

/** The prediction for a text, which has a label only if the model knows a word of the text. */
export interface CheckedPrediction extends Omit<Prediction, 'label' | 'probability'> {
  /** Null if the model knows no word of the text. */
  label: Label | null;
  /** The probability of that label; null without a label. */
  probability: number | null;
}

/** A model that only predicts. */
export interface Predictor {
  classes: readonly Label[];
  /** Returns the predictions for texts, in their order. */
  predict(texts: readonly string[]): Promise<CheckedPrediction[]>;
}

/**
 * Returns a model that only predicts. A bundled model runs in `lstm-sentiment`, with 8-bit weights
 * and without TensorFlow, which takes longer to start. Its probabilities differ from those of
 * `loadClassifier` by 0.01 or less for nearly all texts. Other models run as `loadClassifier` loads
 * them.
 *
 * @param place as that of `loadClassifier`
 * @param options as those of `loadClassifier`
 * @throws like `loadClassifier`
 *
 * @example
 * ```ts
 * import { loadPredictor } from 'sentiment-lab/classifier';
 *
 * const predictor = await loadPredictor();
 * const [known, unknown] = await predictor.predict(['What a day!', 'Жук']);
 * known?.label; // => 'positive'
 * unknown?.label; // => null
 * unknown?.reason; // => 'the model knows none of the words'
 * ```
 */
export async function loadPredictor(
  place: string = DEFAULT_MODEL,
  options: LoadClassifierOptions = {},
): Promise<Predictor> {
  if (isBundled(place) && options.vectors === undefined && !process.env.SENTIMENT_BACKEND)
    return bundledPredictor(place);
  // Only now, because TensorFlow takes a second to load.
  const { loadClassifier } = await import('./load');
  const classifier = await loadClassifier(place, options);
  return {
    classes: classifier.classes,
    predict: async (texts) => (await classifier.predict(texts)).map(checked),
  };
}

async function bundledPredictor(name: BundledModel): Promise<Predictor> {
  const { load } = await import('./runtime');
  const sentiment = await load(bundledModel(name));
  return {
    classes: sentiment.classes,
    predict: async (texts) =>
      sentiment(texts).map(({ label, probability, words, unknown, reason }, n) => ({
        text: texts[n]!,
        label,
        probability: label === null ? null : probability,
        tokenCount: words,
        unknownCount: unknown.length,
        hasKnownWord: label !== null,
        ...(reason && { reason }),
      })),
  };
}

function checked(prediction: Prediction): CheckedPrediction {
  return prediction.hasKnownWord ? prediction : { ...prediction, label: null, probability: null };
}
