/** A weighted average of the logits of several models, the teachers of knowledge distillation. */
import { fitTemperature, type LabeledLogits } from '../../lib/evaluation/calibration';
import { evaluationOf } from '../../lib/evaluation/evaluate';
import { crossEntropyOfLogits } from '../../lib/loss';

/** The weights of an ensemble, and how it does on the examples that they were fitted on. */
export interface FittedEnsemble {
  /** The weight of each member, in their order. They sum to 1. */
  weights: readonly number[];
  /** What the average is divided by. */
  temperature: number;
  /** The cross-entropy, in nats, with that temperature. */
  loss: number;
  accuracy: number;
}

/** Weights are multiples of 1 / STEPS. */
const STEPS = 20;

/**
 * Returns the weights and the temperature that minimize the cross-entropy of the average of logits
 * on examples that no member was trained on. All weights in steps of 0.05 are tried.
 *
 * @param members the logits of each member, `[examples, classes]`, of the same examples
 */
export function fitEnsemble(members: readonly LabeledLogits[]): FittedEnsemble {
  const [{ labels, classes }] = members as [LabeledLogits];
  let best: FittedEnsemble | undefined;
  for (const parts of partitions(STEPS, members.length)) {
    const weights = parts.map((part) => part / STEPS);
    const logits = averageLogits(members, weights);
    const temperature = fitTemperature({ logits, labels, classes });
    const loss = crossEntropyOfLogits(logits, labels, classes, temperature);
    if (best && loss >= best.loss) continue;
    const { accuracy } = evaluationOf({ logits, classes }, labels);
    best = { weights, temperature, loss, accuracy };
  }
  return best!;
}

/** Returns the weighted average of logits `[texts, classes]`. */
export function averageLogits(
  members: readonly { logits: Float32Array }[],
  weights: readonly number[],
): Float32Array {
  const average = new Float32Array(members[0]!.logits.length);
  for (const [n, { logits }] of members.entries())
    for (const [at, logit] of logits.entries()) average[at]! += weights[n]! * logit;
  return average;
}

/** Yields all ways to write a whole number as a sum of whole numbers from 0, in order. */
function* partitions(total: number, parts: number): Generator<number[]> {
  if (parts === 1) return yield [total];
  for (let first = 0; first <= total; first++)
    for (const others of partitions(total - first, parts - 1)) yield [first, ...others];
}
