import { type LogisticRegressionOptions, logisticRegression } from './logistic-regression';
import type { FittedMulticlass } from './softmax-regression';
import type { SparseMatrix } from './sparse-matrix';
import { logCountRatio, ratiosOf } from './term-weighting';

/** The bias of a class without documents. Its sigmoid is about 1e-44. */
const NEVER = -100;

/**
 * Fits naive Bayes weights and a logistic regression to several classes, one against all others
 * each, since the log-count ratio compares two classes. An n-gram that a document has counts with
 * the ratio times the weight, so both are one weight here.
 *
 * The sigmoid of a sum is the probability of that class against the others. `nGramModel` divides
 * these by their sum, as scikit-learn's `OneVsRestClassifier` does. A class without documents has a
 * probability of 0, as there.
 *
 * @param counts `[documents, n-grams]`; an entry counts once, whatever its value
 * @param labels the class of each document, 0 to `classes` - 1
 * @param options `onStep` counts the steps of all classes together
 * @throws when all documents are of one class, or `signal` aborts
 */
export async function oneVersusRest(
  counts: SparseMatrix,
  labels: ArrayLike<number>,
  classes: number,
  { onStep, ...options }: Omit<LogisticRegressionOptions, 'start'>,
): Promise<FittedMulticlass> {
  const weights = new Float64Array(counts.columns * classes);
  const biases = new Float64Array(classes);
  let iterations = 0;
  let converged = true;
  for (let k = 0; k < classes; k++) {
    const isClass = Int32Array.from(labels, (label) => (label === k ? 1 : 0));
    if (!isClass.includes(1)) {
      biases[k] = NEVER;
      continue;
    }
    const ratio = logCountRatio(counts, isClass);
    const before = iterations;
    const linear = await logisticRegression(ratiosOf(counts, ratio), isClass, {
      ...options,
      onStep: (metrics) => onStep?.({ ...metrics, step: before + metrics.step }),
    });
    for (let ngram = 0; ngram < counts.columns; ngram++)
      weights[ngram * classes + k] = linear.weights[ngram]! * ratio[ngram]!;
    biases[k] = linear.bias;
    iterations += linear.iterations;
    converged &&= linear.converged;
  }
  return { classes, weights, biases, iterations, converged };
}
