/** Calibration: of predictions with probability 0.9, 90 % should be correct (Guo et al. 2017). */
import { crossEntropyOfLogits, softmax } from '../loss';
import { predictedClass } from './metrics';
import type { Logits } from './predict-logits';

/** A bin of predictions with similar probabilities. */
export interface ReliabilityBin {
  /** The bin contains probabilities above `from` and up to `to`. */
  from: number;
  to: number;
  /** The number of predictions. */
  n: number;
  /** Their mean probability. */
  confidence: number;
  /** The share of correct predictions, 0 to 1. */
  accuracy: number;
}

/** The logits of examples, with their labels. */
export interface LabeledLogits extends Logits {
  /** `[examples]`: the class of each example. */
  labels: Int32Array;
}

/**
 * Returns the predictions in bins of equal width by their probability, without empty bins.
 *
 * @param temperature logits are divided by it. Default 1.
 */
export function reliability(examples: LabeledLogits, temperature = 1, bins = 10): ReliabilityBin[] {
  const found = Array.from({ length: bins }, (_, at) => ({
    from: at / bins,
    to: (at + 1) / bins,
    n: 0,
    confidence: 0,
    accuracy: 0,
  }));
  for (const { confidence, correct } of topPredictions(examples, temperature)) {
    const bin = found[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))]!;
    bin.n++;
    bin.confidence += confidence;
    bin.accuracy += correct ? 1 : 0;
  }
  return found
    .filter(({ n }) => n > 0)
    .map((bin) => ({ ...bin, confidence: bin.confidence / bin.n, accuracy: bin.accuracy / bin.n }));
}

/**
 * Returns the expected calibration error, 0 to 1: the mean difference between confidence and
 * accuracy (Guo et al. 2017, equation 3).
 */
export function calibrationError(examples: LabeledLogits, temperature = 1, bins = 10): number {
  return reliability(examples, temperature, bins).reduce(
    (sum, { n, confidence, accuracy }) =>
      sum + (n / examples.labels.length) * Math.abs(confidence - accuracy),
    0,
  );
}

/**
 * Returns the temperature between 0.05 and 20 that minimizes the cross-entropy of the logits
 * divided by it. A temperature above 1 means that the classifier was overconfident. Use examples
 * that it was not trained on.
 */
export function fitTemperature({ logits, labels, classes }: LabeledLogits): number {
  let [low, high] = [Math.log(0.05), Math.log(20)];
  // The loss has one minimum: it is convex in 1 / temperature.
  const golden = (Math.sqrt(5) - 1) / 2;
  const lossAt = (logarithm: number) => crossEntropyOfLogits(logits, labels, classes, Math.exp(logarithm));
  while (high - low > 1e-4) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (lossAt(a) < lossAt(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}

/** Yields the probability of each prediction, and whether it is correct. */
function* topPredictions(
  { logits, labels, classes }: LabeledLogits,
  temperature: number,
): Generator<{ confidence: number; correct: boolean }> {
  const probabilities = softmax(logits, classes, temperature);
  for (const [at, label] of labels.entries()) {
    const { classIndex, value: probability } = predictedClass(probabilities, at, classes);
    yield { confidence: probability, correct: classIndex === label };
  }
}
