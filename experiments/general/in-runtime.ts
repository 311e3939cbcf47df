/** The model in `lstm-sentiment`, with 8 bits a weight, compared with the library's. */
import type { LoadedClassifier } from '../../lib/classifier';
import { predictedClass } from '../../lib/evaluation/metrics';
import type { Watch } from '../../lib/progress';
import { load } from '../../runtime';
import type { TestText } from './test-texts';

/** How much the predictions for texts differ. */
export interface Agreement {
  texts: number;
  /** The share of texts with the same label. */
  sameLabel: number;
  /** The share of texts whose probabilities differ by at most 0.01. */
  close: number;
  /** The largest difference of a probability. */
  largest: number;
  /** The accuracies. The larger probability of negative and positive is the prediction. */
  accuracy: number;
  libraryAccuracy: number;
}

/** Texts that are predicted at once. */
const AT_ONCE = 1000;

/** Compares the predictions for labeled texts. @throws when the signal aborts */
export async function agreementInRuntime(
  classifier: LoadedClassifier,
  texts: readonly TestText[],
  watch: Watch = {},
): Promise<Agreement> {
  const { classes, folder } = classifier;
  const sentiment = await load(folder);
  const [negative, positive] = ['negative', 'positive'].map((label) => classes.indexOf(label));
  const right = (scores: ArrayLike<number>, { polarity }: TestText) =>
    scores[positive!]! > scores[negative!]! === polarity > 0;
  const sums = { same: 0, close: 0, right: 0, libraryRight: 0 };
  let largest = 0;
  for (let from = 0; from < texts.length; from += AT_ONCE) {
    watch.signal?.throwIfAborted();
    const some = texts.slice(from, from + AT_ONCE);
    const given = some.map(({ text }) => text);
    const expected = await classifier.predictProbabilities(given, { signal: watch.signal });
    for (const [at, { scores }] of sentiment(given).entries()) {
      const theirs = expected.subarray(at * classes.length, (at + 1) * classes.length);
      const ours = classes.map((label) => scores[label]!);
      const difference = Math.max(...ours.map((score, n) => Math.abs(score - theirs[n]!)));
      largest = Math.max(largest, difference);
      sums.same += predictedClass(ours).classIndex === predictedClass(theirs).classIndex ? 1 : 0;
      sums.close += difference <= 0.01 ? 1 : 0;
      sums.right += right(ours, some[at]!) ? 1 : 0;
      sums.libraryRight += right(theirs, some[at]!) ? 1 : 0;
    }
    watch.progress?.(Math.min(from + AT_ONCE, texts.length), texts.length);
  }
  const n = texts.length;
  return {
    texts: n,
    sameLabel: sums.same / n,
    close: sums.close / n,
    largest,
    accuracy: sums.right / n,
    libraryAccuracy: sums.libraryRight / n,
  };
}
