import { type LBfgsOptions, lBfgs } from './l-bfgs';
import { addTransposedProduct, multiply, type SparseMatrix } from './sparse-matrix';

/** Options of `logisticRegression`. */
export interface LogisticRegressionOptions extends Pick<LBfgsOptions, 'maxIterations' | 'signal'> {
  /**
   * The inverse strength of the penalty on large weights, as scikit-learn's `C`: the larger, the
   * closer the fit.
   */
  c: number;
  /**
   * Fitting ends when no entry of the gradient of the mean loss is further from 0 than this.
   * Default: 1e-5.
   */
  tolerance?: number;
  /**
   * `[documents]`: how much each document counts in the loss, as scikit-learn's `sample_weight`.
   * Default: 1.
   */
  sampleWeights?: ArrayLike<number>;
  /** The initial weights, such as the result for another `c`. Default: zeros. */
  start?: LinearModel;
  /** Called after each step with the metrics on the training set, and awaited. */
  onStep?: (step: FittingStep) => void | Promise<void>;
}

/** Metrics of one step of the fit. */
export interface FittingStep {
  /** From 1. */
  step: number;
  /** Mean cross-entropy, in nats, without the penalty. */
  loss: number;
  /** The share of correct predictions, 0 to 1. */
  accuracy: number;
  /** The largest absolute entry of the gradient of the mean loss. */
  gradient: number;
}

/** A linear model: its output is the weighted sum of the features, plus the bias. */
export interface LinearModel {
  /** `[features]` */
  weights: Float64Array;
  bias: number;
}

/** A fitted model. */
export interface LogisticRegression extends LinearModel {
  iterations: number;
  /** Whether the gradient reached the tolerance. */
  converged: boolean;
}

/**
 * Fits a logistic regression: the weights w and the bias b that minimize
 *
 *     1/2 wᵀw + C sum over i of log(1 + exp(-y(i) (wᵀx(i) + b)))
 *     y(i) = 1 for class 1, -1 for class 0
 *
 * This is convex (Lin, Weng & Keerthi 2008, equation 2). The bias is not penalized. scikit-learn's
 * `LogisticRegression` gives the same weights for two classes with its solver `lbfgs`.
 *
 * @param x `[documents, features]`
 * @param labels the class of each document, 0 or 1
 * @throws when the documents are not of both classes, or `signal` aborts.
 */
export async function logisticRegression(
  x: SparseMatrix,
  labels: ArrayLike<number>,
  { c, tolerance = 1e-5, sampleWeights, start, onStep, ...options }: LogisticRegressionOptions,
): Promise<LogisticRegression> {
  const { rows, columns } = x;
  let ones = 0;
  for (let row = 0; row < rows; row++) if (labels[row] === 1) ones++;
  if (ones === 0 || ones === rows)
    throw new Error(
      `a logistic regression needs documents of both classes: ${ones} are of class 1, ${rows - ones} of class 0`,
    );
  let [loss, correct] = [0, 0];
  /** `at` holds the weights and then the bias. */
  const objective = (at: Float64Array, gradient: Float64Array): number => {
    const [weights, bias] = [at.subarray(0, columns), at[columns]!];
    const scores = multiply(x, weights);
    const residuals = new Float64Array(rows);
    [loss, correct] = [0, 0];
    let biasGradient = 0;
    for (let row = 0; row < rows; row++) {
      const score = scores[row]! + bias;
      const margin = labels[row] === 1 ? score : -score;
      const counts = sampleWeights?.[row] ?? 1;
      // log(1 + exp(-margin)) without overflow
      loss += counts * (Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))));
      if (margin > 0) correct++;
      residuals[row] = counts * c * (1 / (1 + Math.exp(-score)) - labels[row]!);
      biasGradient += residuals[row]!;
    }
    gradient.set(weights);
    gradient[columns] = biasGradient;
    addTransposedProduct(x, residuals, gradient);
    let penalty = 0;
    for (let n = 0; n < columns; n++) penalty += weights[n]! * weights[n]!;
    return penalty / 2 + c * loss;
  };
  const from = new Float64Array(columns + 1);
  if (start) {
    from.set(start.weights);
    from[columns] = start.bias;
  }
  const scale = c * rows; // of the objective's loss, relative to the mean loss
  const minimum = await lBfgs(objective, from, {
    ...options,
    tolerance: tolerance * scale,
    onIteration: (step, _, largest) =>
      onStep?.({ step, loss: loss / rows, accuracy: correct / rows, gradient: largest / scale }),
  });
  return {
    weights: minimum.x.slice(0, columns),
    bias: minimum.x[columns]!,
    iterations: minimum.iterations,
    converged: minimum.converged,
  };
}
