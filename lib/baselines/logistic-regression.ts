import { type LBfgsOptions, lBfgs } from './l-bfgs';
import { addTransposedProduct, multiply, type SparseMatrix } from './sparse-matrix';

/** Options of `logisticRegression`. */
export interface LogisticRegressionOptions extends Pick<LBfgsOptions, 'maxIterations' | 'signal'> {
  /** How much the texts count beside the penalty on large weights: the larger, the closer the fit. */
  c: number;
  /** It is over when no entry of the gradient of the mean loss is further from 0. Default 1e-5. */
  tolerance?: number;
  /** Where to start: the result for another `c`, say. Default: zeros. */
  start?: LinearModel;
  /** Told after each step how well the model does on the texts that it is fitted to, and what is left of the gradient. */
  onStep?: (step: FittingStep) => void | Promise<void>;
}

/** Metrics of one step of the fit. */
export interface FittingStep {
  /** From 1. */
  step: number;
  /** Mean cross-entropy, in nats, without the penalty. */
  loss: number;
  accuracy: number;
  /** The largest entry of the gradient of the mean loss. */
  gradient: number;
}

/** A weighted sum: `weights` `[columns]` and what is added to it. */
export interface LinearModel {
  weights: Float64Array;
  bias: number;
}

/** A fitted model. */
export interface LogisticRegression extends LinearModel {
  iterations: number;
  /** Whether the gradient got as small as was asked for. */
  converged: boolean;
}

/**
 * Fits a logistic regression: the weights w and the bias b that make
 *
 *     1/2 wᵀw + C sum over i of log(1 + exp(-y(i) (wᵀx(i) + b))),   y(i) = 1 for class 1, -1 for class 0
 *
 * smallest, which is convex (Lin, Weng & Keerthi 2008, equation 2). The bias is not penalised, as in scikit-learn; with two classes
 * and L-BFGS its `LogisticRegression` gives the same weights.
 *
 * @param x `[texts, features]`
 * @param labels the class of each text, 0 or 1
 * @throws when there are not texts of both classes; when it is stopped
 */
export async function logisticRegression(
  x: SparseMatrix,
  labels: ArrayLike<number>,
  { c, tolerance = 1e-5, start, onStep, ...options }: LogisticRegressionOptions,
): Promise<LogisticRegression> {
  const { rows, columns } = x;
  const ones = Array.from(labels).filter((label) => label === 1).length;
  if (ones === 0 || ones === rows)
    throw new Error(
      `a logistic regression needs texts of both classes, here are ${ones} of class 1 and ${rows - ones} of class 0`,
    );
  let [loss, correct] = [0, 0];
  /** `at` holds the weights and, behind them, the bias. */
  const objective = (at: Float64Array, gradient: Float64Array): number => {
    const [weights, bias] = [at.subarray(0, columns), at[columns]!];
    const scores = multiply(x, weights);
    const residuals = new Float64Array(rows);
    [loss, correct] = [0, 0];
    let biasGradient = 0;
    for (let row = 0; row < rows; row++) {
      const score = scores[row]! + bias;
      const margin = labels[row] === 1 ? score : -score;
      loss += Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))); // log(1 + exp(-margin)) without overflow
      if (margin > 0) correct++;
      residuals[row] = c * (1 / (1 + Math.exp(-score)) - labels[row]!);
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
  const scale = c * rows; // of the objective, beside the mean loss
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
