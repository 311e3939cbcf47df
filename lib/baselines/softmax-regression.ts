import { lBfgs } from './l-bfgs';
import type { LogisticRegressionOptions } from './logistic-regression';
import { addTransposedProducts, multiplyAll, type SparseMatrix } from './sparse-matrix';

/** A linear model of several classes: a weighted sum of the features, plus a bias, for each. */
export interface MulticlassModel {
  classes: number;
  /** `[features, classes]`, row-major. */
  weights: Float64Array;
  /** `[classes]` */
  biases: Float64Array;
}

/** A fitted model of several classes. */
export interface FittedMulticlass extends MulticlassModel {
  iterations: number;
  /** Whether the gradient reached the tolerance. */
  converged: boolean;
}

/**
 * Fits a logistic regression of several classes: the weights w(k) and the biases b(k) that minimize
 *
 *     1/2 sum over k of w(k)ᵀw(k) - C sum over i of log softmax(z(i))[y(i)]
 *     z(i)[k] = w(k)ᵀx(i) + b(k)
 *
 * scikit-learn's `LogisticRegression` gives the same weights with its solver `lbfgs`. Its biases
 * can differ by a constant, which changes no probability.
 *
 * @param x `[documents, features]`
 * @param labels the class of each document, 0 to `classes` - 1
 * @throws when the documents are all of one class, or `signal` aborts
 */
export async function softmaxRegression(
  x: SparseMatrix,
  labels: ArrayLike<number>,
  classes: number,
  { c, tolerance = 1e-5, sampleWeights, onStep, ...options }: Omit<LogisticRegressionOptions, 'start'>,
): Promise<FittedMulticlass> {
  const { rows, columns } = x;
  const size = columns * classes;
  if (new Set(Array.from(labels)).size < 2)
    throw new Error('a logistic regression needs documents of at least two classes');
  let [loss, correct] = [0, 0];
  /** `at` holds the weights and then the biases. */
  const objective = (at: Float64Array, gradient: Float64Array): number => {
    const [weights, biases] = [at.subarray(0, size), at.subarray(size)];
    const scores = multiplyAll(x, weights, classes);
    [loss, correct] = [0, 0];
    const biasGradients = new Float64Array(classes);
    for (let row = 0; row < rows; row++) {
      const z = scores.subarray(row * classes, (row + 1) * classes);
      for (let k = 0; k < classes; k++) z[k]! += biases[k]!;
      const label = labels[row]!;
      const counts = sampleWeights?.[row] ?? 1;
      const highest = z.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY);
      if (z[label] === highest) correct++;
      let sum = 0;
      for (let k = 0; k < classes; k++) sum += Math.exp(z[k]! - highest);
      loss += counts * (Math.log(sum) + highest - z[label]!);
      // z becomes the gradient of the loss
      for (let k = 0; k < classes; k++) {
        z[k] = counts * c * (Math.exp(z[k]! - highest) / sum - (k === label ? 1 : 0));
        biasGradients[k]! += z[k]!;
      }
    }
    gradient.set(weights);
    gradient.set(biasGradients, size);
    addTransposedProducts(x, scores, gradient, classes);
    let penalty = 0;
    for (let n = 0; n < size; n++) penalty += weights[n]! * weights[n]!;
    return penalty / 2 + c * loss;
  };
  const scale = c * rows; // of the objective's loss, relative to the mean loss
  const {
    x: found,
    iterations,
    converged,
  } = await lBfgs(objective, new Float64Array(size + classes), {
    ...options,
    tolerance: tolerance * scale,
    onIteration: (step, _, largest) =>
      onStep?.({ step, loss: loss / rows, accuracy: correct / rows, gradient: largest / scale }),
  });
  return { classes, weights: found.slice(0, size), biases: found.slice(size), iterations, converged };
}
