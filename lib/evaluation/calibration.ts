/**
 * Whether 90 % means 90 %: of the answers that a classifier gives with a probability of .9, nine in ten should be right
 * (Guo et al. 2017).
 */

import { meanCrossEntropy, predictedClass } from './metrics';

/** Answers of about the same probability. */
export interface ReliabilityBin {
  /** The probabilities in it: above `from`, up to `to`. */
  from: number;
  to: number;
  /** How many answers. */
  n: number;
  /** Their mean probability. */
  confidence: number;
  /** Which share of them is right. */
  accuracy: number;
}

/** What a classifier said of some examples. */
export interface PredictedProbabilities {
  /** `[examples, classes]`, row-major. */
  probabilities: Float32Array;
  /** The class of each example. */
  labels: Int32Array;
  classes: number;
}

/** Returns the answers in bins of equal width by their probability, without those that nothing falls into. */
export function reliability(predicted: PredictedProbabilities, bins = 10): ReliabilityBin[] {
  const found = Array.from({ length: bins }, (_, at) => ({
    ...{ from: at / bins, to: (at + 1) / bins, n: 0, confidence: 0, accuracy: 0 },
  }));
  for (const { confidence, correct } of topPredictions(predicted)) {
    const bin = found[Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))]!;
    bin.n++;
    bin.confidence += confidence;
    bin.accuracy += correct ? 1 : 0;
  }
  return found
    .filter(({ n }) => n > 0)
    .map((bin) => ({ ...bin, confidence: bin.confidence / bin.n, accuracy: bin.accuracy / bin.n }));
}

/** Returns the expected calibration error, 0 to 1: how far probability and share of right answers are apart, on average. */
export function calibrationError(predicted: PredictedProbabilities, bins = 10): number {
  return reliability(predicted, bins).reduce(
    (sum, { n, confidence, accuracy }) =>
      sum + (n / predicted.labels.length) * Math.abs(confidence - accuracy),
    0,
  );
}

/**
 * Returns the temperature by which logits have to be divided for the answers' cross-entropy to be lowest. Above 1 the classifier
 * was too sure of itself. Take examples that it was not trained on.
 */
export function fitTemperature(predicted: PredictedProbabilities): number {
  let [low, high] = [Math.log(0.05), Math.log(20)];
  const golden = (Math.sqrt(5) - 1) / 2; // the loss has one minimum: it is convex in 1 / temperature
  const lossAt = (logarithm: number) =>
    meanCrossEntropy(atTemperature(predicted, Math.exp(logarithm)), predicted.labels, predicted.classes);
  while (high - low > 1e-4) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (lossAt(a) < lossAt(b)) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}

/** Returns probabilities as they are when logits are divided by a temperature. */
export function atTemperature(
  { probabilities, classes }: Pick<PredictedProbabilities, 'probabilities' | 'classes'>,
  temperature: number,
): Float32Array {
  const result = new Float32Array(probabilities.length);
  for (let row = 0; row < probabilities.length; row += classes) {
    const logits = Array.from(
      probabilities.subarray(row, row + classes),
      (p) => Math.log(Math.max(p, 1e-12)) / temperature,
    );
    const highest = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp(logit - highest));
    const sum = powers.reduce((total, power) => total + power, 0);
    for (const [at, power] of powers.entries()) result[row + at] = power / sum;
  }
  return result;
}

/** Yields each answer's probability, and whether it is right. */
function* topPredictions({
  probabilities,
  labels,
  classes,
}: PredictedProbabilities): Generator<{ confidence: number; correct: boolean }> {
  for (const [at, label] of labels.entries()) {
    const { classIndex, probability } = predictedClass(probabilities, at, classes);
    yield { confidence: probability, correct: classIndex === label };
  }
}
