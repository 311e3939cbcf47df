/** The two matrices that word2vec learns, row-major, `[words, dimensions]` each. */
export interface Word2VecTables {
  /** A word's vector where it is what is given: the embedding matrix that is kept in the end. */
  input: Float32Array;
  /** A word's vector where it is what is asked for. */
  output: Float32Array;
  dimensions: number;
}

/** What every training step of word2vec shares. */
export interface Word2VecStep extends Word2VecTables {
  /** Words drawn from the noise, drawn anew for each question. */
  negatives: Int32Array;
  /** Draws all negatives anew. */
  draw(): void;
  /** What the given vector is to be moved by, `[dimensions]`: a buffer that every question uses again. */
  error: Float32Array;
  /** Learning rate. */
  learningRate: number;
}

/**
 * Asks of the word that did stand there, and of each negative, whether it belongs to a vector, and learns from the answers:
 * moves the words' output vectors down the gradient of -log sigmoid(target . given) - sum log sigmoid(-negative . given)
 * (Mikolov et al. 2013b, eq. 4), and adds to `error` what the given vector has to be moved by. A negative that happens to
 * be the target is passed over, as in word2vec's own program.
 *
 * @param context the matrix, or vector, that holds the given vector from place `at` on
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

/** Returns the loss of one question, in nats: what `updateTarget` makes smaller. */
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

/** The dot product of two vectors. In four sums: a processor adds to one while the last addition to another is under way. */
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

/** log(1 + e^x), which is -log sigmoid(-x), without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

const TABLE_SIZE = 2 ** 22;

/**
 * Returns a table in which each word stands as often as it is to be drawn: in proportion to its count to the power of 3/4
 * (Mikolov et al. 2013b, section 2.2).
 *
 * @param counts how often each word occurs, by id
 * @param size a power of two, so that a random number needs nothing but a mask
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
