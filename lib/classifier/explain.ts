import { tokenIds } from '../batches/ids-matrix';
import type { Label } from '../corpus/review';
import { type ClassifierParts, probabilitiesOfIds } from './parts';

/** What each token of a text does to a prediction. */
export interface Explanation {
  text: string;
  /** The class whose probability is explained. */
  label: Label;
  /** The tokens that were read, without special tokens. */
  tokens: string[];
  /** Which of them the classifier does not know. */
  unknown: boolean[];
  /** The probability of `label` for the whole text. */
  probability: number;
  /** The same after each token, as if the text ended there: how a forward LSTM gets to its prediction. */
  after: number[];
  /** The same from each token on, as if the text began there: how a backward LSTM gets to its prediction. */
  from: number[];
  /** How much the probability drops without the token; below 0 if the token speaks against the class. */
  importance: number[];
}

/** Returns the positions of the `count` tokens that change the prediction most, most important first. */
export function mostImportant({ importance }: Pick<Explanation, 'importance'>, count: number): number[] {
  const order = [...importance.keys()];
  return order.sort((a, b) => Math.abs(importance[b]!) - Math.abs(importance[a]!)).slice(0, count);
}

/** Options of `explain`. */
export interface ExplainOptions {
  /** The class whose probability is explained. Default: `positive`, or the first class if there is none. */
  label?: Label;
  signal?: AbortSignal;
}

/**
 * Returns what each token of a text does to a prediction: the probability up to the token, from the token on, and
 * without the token (erasure, Li et al. 2016). The model runs three times as often as the text has tokens.
 *
 * @throws when the classifier has no such class, or the text has no token
 */
export async function explain(
  parts: ClassifierParts,
  text: string,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const { lookup, classes, maxLength, tokenizer } = parts;
  const { label = classes.includes('positive') ? 'positive' : classes[0]!, signal } = options;
  const { specialTokens } = tokenizer;
  const column = classes.indexOf(label);
  if (column < 0) throw new Error(`the classifier has the classes ${classes.join(', ')}, not ${label}`);
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
  const probabilities = (part: number) =>
    tokens.map((_, at) => values[(part * tokens.length + at) * classes.length + column]!);
  const [after, from, erased] = [probabilities(0), probabilities(1), probabilities(2)];
  const probability = after.at(-1)!;
  return {
    text,
    label,
    tokens,
    unknown: Array.from(own, (id) => id === lookup.unknownId),
    probability,
    after,
    from,
    importance: erased.map((p) => probability - p),
  };
}
