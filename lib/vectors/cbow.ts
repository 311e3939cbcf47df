import { negativeSamplingLoss, updateTarget, type Word2VecStep } from './negative-sampling';

/**
 * The continuous bag of words (Mikolov et al. 2013a, section 3.1) at one place of a text: given the mean of the vectors of
 * the words around it, predict the centre word. All of them are then moved by the whole error, as in word2vec's own
 * program, not by their share of it.
 *
 * @param ids the text's words
 * @param from first place of the window
 * @param to the place behind its last
 */
export function cbow(step: Word2VecStep, ids: Int32Array, center: number, from: number, to: number): void {
  const { input, dimensions, error } = step;
  const bag = bagOf(step, ids, center, from, to);
  step.draw();
  error.fill(0);
  updateTarget(step, bag, 0, ids[center]!);
  for (let place = from; place < to; place++) {
    if (place === center) continue;
    const at = ids[place]! * dimensions;
    for (let d = 0; d < dimensions; d++) input[at + d] = input[at + d]! + error[d]!;
  }
}

/** Returns the loss of the question that `cbow` asks here, in nats. */
export function cbowLoss(
  step: Word2VecStep,
  ids: Int32Array,
  center: number,
  from: number,
  to: number,
): number {
  const bag = bagOf(step, ids, center, from, to);
  step.draw();
  return negativeSamplingLoss(step, bag, 0, ids[center]!);
}

/** The mean of the vectors around a place. */
function bagOf(
  { input, dimensions }: Word2VecStep,
  ids: Int32Array,
  center: number,
  from: number,
  to: number,
): Float32Array {
  const bag = new Float32Array(dimensions);
  const weight = 1 / (to - from - 1);
  for (let place = from; place < to; place++) {
    if (place === center) continue;
    const at = ids[place]! * dimensions;
    for (let d = 0; d < dimensions; d++) bag[d] = bag[d]! + weight * input[at + d]!;
  }
  return bag;
}
