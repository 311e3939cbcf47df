import { encoderOf, type Prediction } from './encoder';
import { type Explanation, explain } from './explain';
import type { Lstm, LstmWeights } from './lstm';
import type { Model } from './model-file';
import { networkOf, predict } from './network';
import { type TextStream, textStream } from './stream';

/** A model: call it with a text or with several. */
export interface Sentiment {
  /** Returns what the model says of a text. */
  (text: string): Prediction;
  /** Returns what it says of each text, in their order. That is faster than one by one. */
  (texts: readonly string[]): Prediction[];
  (texts: string | readonly string[]): Prediction | Prediction[];
  /** The classes, frozen. */
  readonly classes: readonly string[];
  /** The name of the model. */
  readonly name: string;
  /** Returns how each word changes the prediction. @throws TypeError for what is no string */
  explain(text: string): Explanation;
  /** Returns a text that grows or is edited. Only what changes is read again. */
  stream(): TextStream;
}

/** The texts whose tokens are in memory at once. Batches of similar length are made of them. */
const AT_ONCE = 64;

/** Returns the model as functions. `makeLstm` decides what computes it. */
export function sentimentOf(model: Model, makeLstm: (weights: LstmWeights) => Lstm): Sentiment {
  const { name } = model.settings;
  const classes = Object.freeze([...model.settings.classes]); // a copy: predictions read the model's
  const network = networkOf(model, makeLstm);
  const encoder = encoderOf(model);
  const predictSome = (texts: readonly string[]): Prediction[] => {
    const encoded = texts.map(encoder.encode);
    const probabilities = predict(
      network,
      encoded.map(({ ids }) => ids),
    );
    return encoded.map((text, n) => encoder.describe(text, probabilities[n]!));
  };
  const predictAll = (texts: readonly string[]): Prediction[] => {
    const predictions: Prediction[] = [];
    for (let from = 0; from < texts.length; from += AT_ONCE)
      predictions.push(...predictSome(texts.slice(from, from + AT_ONCE)));
    return predictions;
  };
  function sentiment(text: string): Prediction;
  function sentiment(texts: readonly string[]): Prediction[];
  function sentiment(texts: string | readonly string[]): Prediction | Prediction[];
  function sentiment(texts: string | readonly string[]): Prediction | Prediction[] {
    if (typeof texts === 'string') return predictAll([texts])[0]!;
    // A copy, since `every` skips what an array does not have.
    if (!Array.isArray(texts) || ![...texts].every((text) => typeof text === 'string'))
      throw new TypeError('give a string, or an array of strings');
    return predictAll(texts);
  }
  return Object.defineProperty(
    Object.assign(sentiment, {
      classes,
      explain: (text: string) => explain(encoder, network, text),
      stream: () => textStream(encoder, network),
    }),
    'name',
    { value: name },
  );
}
