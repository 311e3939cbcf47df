/** A classifier in memory, and what fits together in it. */
import { END_TOKEN } from './tokens';

/** Where an LSTM and its classifier are in the model, and what they read. */
export interface BranchSettings {
  /** The weight with the word vectors, `[vocabulary, dimensions]`. Branches may share one. */
  embedding: string;
  /** The weights `NAME/kernel`, `NAME/recurrent_kernel` and `NAME/bias`, as in Keras. */
  lstm: string;
  /** Whether the LSTM reads the text from its end; the special tokens stay at the start. */
  reversed: boolean;
  /** What of the LSTM's outputs the classifier is given, in this order. */
  pooling: Pooling[];
  /** The weights `NAME/kernel`, `[features, outputs]`, and `NAME/bias`. */
  classifier: string;
}

/** The mean or maximum over time, or the output of the last time step. */
export type Pooling = 'mean' | 'max' | 'last';

/** All of a model that is not a weight. */
export interface ModelSettings {
  name: string;
  /** The classes, in the order of the outputs. A single output is the logit of the second. */
  classes: string[];
  tokenizer: 'punctuation';
  /** Texts are cut to this many tokens. */
  maxLength: number;
  /** Logits are divided by it. */
  temperature: number;
  /** Each has its own logits, which are averaged. */
  branches: BranchSettings[];
}

/** A matrix of signed bytes with a scale for each row or column. */
export interface ByteMatrix {
  rows: number;
  columns: number;
  values: Int8Array;
  scales: Float32Array;
  scaleOf: 'row' | 'column';
}

/** A classifier's settings, words and weights. */
export interface Model {
  settings: ModelSettings;
  /** The words, from token id 2 on. Id 0 is padding, and 1 unknown words. */
  words: string[];
  weights: Record<string, ByteMatrix | Float32Array>;
}

/** Texts of models without a limit are cut to this many tokens. */
export const MAX_LENGTH = 2 ** 31 - 1;
/** The least and the most that logits are divided by. */
const [COLDEST, HOTTEST] = [1e-3, 1e3];

/**
 * Returns the model if its parts fit together: settings in their ranges, weights of the right
 * sizes, and numbers that are finite.
 *
 * @param place where it comes from, for messages
 * @throws if it is damaged; the message says what does not fit
 */
export function checkModel(model: Model, place: string): Model {
  const { settings, words, weights } = model;
  const need = (fits: unknown, what: string) => {
    if (!fits) throw new Error(`${place} is damaged (${what}): copy it again`);
  };
  const { classes, temperature, maxLength, branches, tokenizer, name } = settings;
  need(typeof name === 'string', 'the name is none');
  need(isList(classes) && classes.every(isText) && new Set(classes).size === classes.length, 'the classes');
  need(classes.length >= 2, 'there are fewer than two classes');
  need(temperature >= COLDEST && temperature <= HOTTEST, `the temperature is ${temperature}`);
  need(Number.isInteger(maxLength) && maxLength > 0 && maxLength <= MAX_LENGTH, `maxLength is ${maxLength}`);
  need(tokenizer === 'punctuation', `the tokenizer is ${tokenizer}`);
  need(isList(words) && words.every((word) => typeof word === 'string'), 'the words');
  need(words.includes(END_TOKEN), `there is no word ${END_TOKEN}`);
  need(isList(branches) && branches.length > 0, 'there is no network');
  const sizeOf = (weight: unknown) => {
    const found = isText(weight) && Object.hasOwn(weights, weight) ? weights[weight] : undefined;
    need(found, `the weight ${weight} is missing`);
    const { length } = found instanceof Float32Array ? found : found!.values;
    const numbers = found instanceof Float32Array ? found : found!.scales;
    need(numbers.every(Number.isFinite), `the weight ${weight} is not finite`);
    return length;
  };
  for (const { embedding, lstm, reversed, pooling, classifier } of branches) {
    need(typeof reversed === 'boolean', 'the direction');
    need(isList(pooling) && pooling.length > 0, 'the pooling');
    need(
      pooling.every((kind) => ['mean', 'max', 'last'].includes(kind)),
      `the pooling ${pooling}`,
    );
    const units = sizeOf(`${lstm}/bias`) / 4;
    const dimensions = sizeOf(`${lstm}/kernel`) / (4 * units);
    const outputs = sizeOf(`${classifier}/bias`);
    need(units > 0 && Number.isInteger(units), `${lstm} has ${units} units`);
    need(Number.isInteger(dimensions), `the kernel of ${lstm}`);
    need(sizeOf(`${lstm}/recurrent_kernel`) === 4 * units * units, `the recurrent kernel of ${lstm}`);
    need(
      sizeOf(embedding) === (words.length + 2) * dimensions,
      `${embedding} is not of ${words.length} words`,
    );
    need(outputs === classes.length || (outputs === 1 && classes.length === 2), `${outputs} outputs`);
    need(sizeOf(`${classifier}/kernel`) === pooling.length * units * outputs, `the kernel of ${classifier}`);
  }
  return model;
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
