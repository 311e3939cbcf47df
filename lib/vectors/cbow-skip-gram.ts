/**
 * The two models of word2vec (Mikolov et al. 2013a). Both update `step` at one position of a
 * document:
 *
 * - `ids` are the token ids of the document,
 * - `center` is the position of the center word,
 * - the window reaches from position `from` up to, but not including, `to`. It contains `center`
 *   and at least one other word.
 */
import { negativeSamplingLoss, updateTarget, type Word2VecStep } from './negative-sampling';

/**
 * Trains the continuous bag of words (CBOW; Mikolov et al. 2013a, section 3.1) at one position:
 * given the mean of the context's vectors, predict the center word. The whole error is added to
 * each context vector, and not its share of the mean, as in the original word2vec program.
 */
export function cbow(step: Word2VecStep, ids: Int32Array, center: number, from: number, to: number): void {
  const { input, dimensions, error } = step;
  const context = contextMean(step, ids, center, from, to);
  step.draw();
  error.fill(0);
  updateTarget(step, context, 0, ids[center]!);
  for (let position = from; position < to; position++) {
    if (position === center) continue;
    const at = ids[position]! * dimensions;
    for (let d = 0; d < dimensions; d++) input[at + d] = input[at + d]! + error[d]!;
  }
}

/** Returns the loss of CBOW at one position, in nats. */
export function cbowLoss(
  step: Word2VecStep,
  ids: Int32Array,
  center: number,
  from: number,
  to: number,
): number {
  const context = contextMean(step, ids, center, from, to);
  step.draw();
  return negativeSamplingLoss(step, context, 0, ids[center]!);
}

/**
 * Trains skip-gram (Mikolov et al. 2013a, section 3.2) at one position: given the center word,
 * predict each word of its context in turn.
 */
export function skipGram(
  step: Word2VecStep,
  ids: Int32Array,
  center: number,
  from: number,
  to: number,
): void {
  const { input, dimensions, error } = step;
  const at = ids[center]! * dimensions;
  for (let position = from; position < to; position++) {
    if (position === center) continue;
    step.draw();
    error.fill(0);
    updateTarget(step, input, at, ids[position]!);
    for (let d = 0; d < dimensions; d++) input[at + d] = input[at + d]! + error[d]!;
  }
}

/**
 * Returns the loss of skip-gram at one position: the mean over the words of the context, in nats.
 */
export function skipGramLoss(
  step: Word2VecStep,
  ids: Int32Array,
  center: number,
  from: number,
  to: number,
): number {
  let loss = 0;
  for (let position = from; position < to; position++) {
    if (position === center) continue;
    step.draw();
    loss += negativeSamplingLoss(step, step.input, ids[center]! * step.dimensions, ids[position]!);
  }
  return loss / (to - from - 1);
}

/** Returns the mean of the context's vectors, `[dimensions]`. */
function contextMean(
  { input, dimensions }: Word2VecStep,
  ids: Int32Array,
  center: number,
  from: number,
  to: number,
): Float32Array {
  const mean = new Float32Array(dimensions);
  const weight = 1 / (to - from - 1);
  for (let position = from; position < to; position++) {
    if (position === center) continue;
    const at = ids[position]! * dimensions;
    for (let d = 0; d < dimensions; d++) mean[d] = mean[d]! + weight * input[at + d]!;
  }
  return mean;
}
