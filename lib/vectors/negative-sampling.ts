/** The two embedding matrices of word2vec, row-major, `[words, dimensions]` each. */
export interface Word2VecTables {
  /** The vectors of words as inputs: the embedding matrix that is kept after training. */
  input: Float32Array;
  /** The vectors of words as targets. */
  output: Float32Array;
  dimensions: number;
}

/** The state that the training steps of word2vec share. */
export interface Word2VecStep extends Word2VecTables {
  /** Ids of the negative samples, drawn anew for each target. */
  negatives: Int32Array;
  /** Draws new negative samples. */
  draw(): void;
  /**
   * The update of the context vector, `[dimensions]`: a buffer that is reused for every target.
   */
  error: Float32Array;
  learningRate: number;
}

/**
 * Makes one step of stochastic gradient descent for one target, with negative sampling. The loss
 * is
 *
 *     -log sigmoid(target · context) - sum log sigmoid(-negative · context)
 *
 * (Mikolov et al. 2013b, equation 4). The output vectors of the target and of the negative samples
 * are updated, and the update of the context vector is added to `step.error`. A negative sample
 * that equals the target is skipped, as in the original word2vec program.
 *
 * @param context the array that holds the context vector, from index `at` on
 * @param target the id of the target
 */
export function updateTarget(step: Word2VecStep, context: Float32Array, at: number, target: number): void {
  const { output, dimensions, negatives, error, learningRate } = step;
  for (let n = -1; n < negatives.length; n++) {
    const word = n < 0 ? target : negatives[n]!;
    if (n >= 0 && word === target) continue;
    const row = word * dimensions;
    const score = product(context, at, output, row, dimensions);
    const move = ((n < 0 ? 1 : 0) - 1 / (1 + Math.exp(-score))) * learningRate;
    for (let d = 0; d < dimensions; d++) {
      const before = output[row + d]!;
      error[d] = error[d]! + move * before;
      output[row + d] = before + move * context[at + d]!;
    }
  }
}

/** Returns the loss that `updateTarget` minimizes, for one target, in nats. */
export function negativeSamplingLoss(
  { output, dimensions, negatives }: Word2VecStep,
  context: Float32Array,
  at: number,
  target: number,
): number {
  const score = (word: number) => product(context, at, output, word * dimensions, dimensions);
  let loss = softplus(-score(target));
  for (const word of negatives) if (word !== target) loss += softplus(score(word));
  return loss;
}

/**
 * Returns the dot product of two vectors that start at `atA` and `atB`. It has four partial sums,
 * so that a processor can overlap the additions. Trained vectors depend on their order.
 */
function product(a: Float32Array, atA: number, b: Float32Array, atB: number, dimensions: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let d = 0;
  for (; d + 4 <= dimensions; d += 4) {
    s0 += a[atA + d]! * b[atB + d]!;
    s1 += a[atA + d + 1]! * b[atB + d + 1]!;
    s2 += a[atA + d + 2]! * b[atB + d + 2]!;
    s3 += a[atA + d + 3]! * b[atB + d + 3]!;
  }
  for (; d < dimensions; d++) s0 += a[atA + d]! * b[atB + d]!;
  return s0 + s1 + (s2 + s3);
}

/** Returns log(1 + e^x) = -log sigmoid(-x), without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

const TABLE_SIZE = 2 ** 22;

/**
 * Returns a table of word ids to draw negative samples from. A word's share of the table is
 * proportional to its count to the power of 3/4 (Mikolov et al. 2013b, section 2.2).
 *
 * @param counts the count of each word, by id
 * @param size the length of the table, a power of two: a random number is masked to an index
 */
export function noiseTable(counts: ArrayLike<number>, size = TABLE_SIZE): Int32Array {
  const weights = Float64Array.from(counts, (count) => count ** 0.75);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const table = new Int32Array(size);
  let word = 0;
  let reached = weights[0]! / total;
  for (let n = 0; n < size; n++) {
    while ((n + 0.5) / size > reached && word < weights.length - 1) reached += weights[++word]! / total;
    table[n] = word;
  }
  return table;
}
