import { tokenIds } from '../batches/ids-matrix';
import { type Classifier, predictProbabilities, tokensOf } from './classifier';

/** What a classifier makes of each word of a text. */
export interface Explanation {
  text: string;
  /** The class that is asked about. */
  label: Classifier['classes'][number];
  /** The words that were read, without marks. */
  words: string[];
  /** Which of them the classifier does not know. */
  unknown: boolean[];
  /** Its probability, with the whole text read. */
  probability: number;
  /** The same after each word, as if the text ended there: how an LSTM that reads forwards gets to the answer. */
  after: number[];
  /** The same with each word as the first one, as if the text began there: how one that reads backwards gets to it. */
  from: number[];
  /** How much of the probability is lost when a word is taken out; below 0 where it speaks against the class. */
  importance: number[];
}

/** Returns the places of the words that move the answer most, those that move it most first. */
export function mostImportant({ importance }: Pick<Explanation, 'importance'>, count: number): number[] {
  const order = [...importance.keys()];
  return order.sort((a, b) => Math.abs(importance[b]!) - Math.abs(importance[a]!)).slice(0, count);
}

/** Options of `explain`. */
export interface ExplainOptions {
  /** The class that is asked about. Default: `positive`. */
  label?: Classifier['classes'][number];
  signal?: AbortSignal;
}

/**
 * Returns what each word of a text does to a classifier's answer: how the answer changes while the text is read, forwards and
 * backwards, and how it would change without that word (erasure, Li et al. 2016). Each of the three reads the text as often as it
 * has words.
 *
 * @throws when the classifier has no such class, or the text no word
 */
export async function explain(
  classifier: Classifier,
  text: string,
  { label = 'positive', signal }: ExplainOptions = {},
): Promise<Explanation> {
  const { lookup, classes, specialTokens = 0 } = classifier;
  const column = classes.indexOf(label);
  if (column < 0) throw new Error(`the classifier has the classes ${classes.join(', ')}, not ${label}`);
  const tokens = tokensOf(classifier, text);
  const words = tokens.slice(specialTokens);
  if (words.length === 0) throw new Error(`there is no word in ${JSON.stringify(text)}`);
  const ids = tokenIds(tokens, lookup);
  const until = words.map((_, at) => ids.slice(0, specialTokens + at + 1));
  const since = words.map((_, at) =>
    ids.filter((_, place) => place < specialTokens || place >= specialTokens + at),
  );
  const without = words.map((_, at) => ids.filter((_, place) => place !== specialTokens + at));
  const values = await predictProbabilities(classifier, [...until, ...since, ...without], { signal });
  const probabilities = (part: number) =>
    words.map((_, at) => values[(part * words.length + at) * classes.length + column]!);
  const [after, from, left] = [probabilities(0), probabilities(1), probabilities(2)];
  const probability = after.at(-1)!;
  return {
    text,
    label,
    words,
    unknown: words.map((_, at) => ids[specialTokens + at] === lookup.unknownId),
    probability,
    after,
    from,
    importance: left.map((without) => probability - without),
  };
}
