import { negativeSamplingLoss, updateTarget, type Word2VecStep } from './negative-sampling';

/**
 * Skip-gram (Mikolov et al. 2013a, section 3.2) at one place of a text: given the centre word, predict each word around
 * it, one question a word.
 *
 * @param ids the text's words
 * @param from first place of the window
 * @param to the place behind its last
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
  for (let place = from; place < to; place++) {
    if (place === center) continue;
    step.draw();
    error.fill(0);
    updateTarget(step, input, at, ids[place]!);
    for (let d = 0; d < dimensions; d++) input[at + d] = input[at + d]! + error[d]!;
  }
}

/** Returns the mean loss of the questions that `skipGram` asks here, in nats. */
export function skipGramLoss(
  step: Word2VecStep,
  ids: Int32Array,
  center: number,
  from: number,
  to: number,
): number {
  let loss = 0;
  for (let place = from; place < to; place++) {
    if (place === center) continue;
    step.draw();
    loss += negativeSamplingLoss(step, step.input, ids[center]! * step.dimensions, ids[place]!);
  }
  return loss / (to - from - 1);
}
