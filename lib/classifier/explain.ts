import { tokenIds } from '../batches/token-ids';
import type { Label } from '../corpus/review';
import { predictedClass } from '../evaluation/metrics';
import { type ClassifierParts, probabilitiesOfIds } from './parts';

/** How each token of a text changes a prediction. */
export interface Explanation {
  text: string;
  /** The class whose probability is explained. */
  label: Label;
  /** The tokens after truncation, without special tokens. */
  tokens: string[];
  /** Whether each token is unknown. */
  unknown: boolean[];
  /** The probability of `label` for the whole text. */
  probability: number;
  /** The probability if the text ended after each token: what a forward LSTM has read so far. */
  after: number[];
  /** The probability if the text began at each token: what a backward LSTM has read so far. */
  from: number[];
  /** The drop of the probability without each token; negative if the token lowers it. */
  importance: number[];
}

/** Returns the positions of the `count` most important tokens, the most important first. */
export function mostImportant({ importance }: Pick<Explanation, 'importance'>, count: number): number[] {
  const order = [...importance.keys()];
  return order.sort((a, b) => Math.abs(importance[b]!) - Math.abs(importance[a]!)).slice(0, count);
}

/** Options of `explain`. */
export interface ExplainOptions {
  /**
   * The class whose probability is explained. Default: `positive`, or the predicted class if the
   * classifier has no such class.
   */
  label?: Label;
  signal?: AbortSignal;
}

/**
 * Returns how each token of a text changes a prediction: the probability up to the token, from the
 * token on, and without the token (erasure, Li et al. 2016). For a text of n tokens, the model
 * classifies 3n texts.
 *
 * @throws if the classifier has no such class, or the text has no token
 */
export async function explain(
  parts: ClassifierParts,
  text: string,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const { lookup, classes, maxLength, tokenizer } = parts;
  const { label: asked = classes.find((label) => label === 'positive'), signal } = options;
  const { specialTokens } = tokenizer;
  if (asked !== undefined && !classes.includes(asked)) {
    const names = classes.map((name) => `"${name}"`).join(', ');
    throw new Error(`the classifier has no class "${asked}"; its classes are ${names}`);
  }
  const all = tokenizer.tokenize(text, maxLength);
  const tokens = all.slice(specialTokens);
  if (tokens.length === 0) throw new Error(`there is no token in ${JSON.stringify(text)}`);
  const ids = tokenIds(all, lookup);
  const special = ids.subarray(0, specialTokens);
  const own = ids.subarray(specialTokens);
  const upTo = tokens.map((_, at) => ids.slice(0, specialTokens + at + 1));
  const fromOn = tokens.map((_, at) => Int32Array.of(...special, ...own.subarray(at)));
  const without = tokens.map((_, at) => ids.filter((_, place) => place !== specialTokens + at));
  const values = await probabilitiesOfIds(parts, [...upTo, ...fromOn, ...without], { signal });
  // Up to the last token.
  const whole = predictedClass(values, tokens.length - 1, classes.length);
  const column = asked === undefined ? whole.classIndex : classes.indexOf(asked);
  const probabilities = (part: number) =>
    tokens.map((_, at) => values[(part * tokens.length + at) * classes.length + column]!);
  const [after, from, erased] = [probabilities(0), probabilities(1), probabilities(2)];
  const probability = after.at(-1)!;
  return {
    text,
    label: classes[column]!,
    tokens,
    unknown: Array.from(own, (id) => id === lookup.unknownId),
    probability,
    after,
    from,
    importance: erased.map((p) => probability - p),
  };
}
