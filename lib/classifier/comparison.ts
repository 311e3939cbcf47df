/** Which of several systems to take, with standard errors. */
import type { Label } from '../corpus/review';
import { isSignificant, pairedDifference } from '../evaluation/compare';
import { confusionMatrix, macroF1, predictedClass, standardError } from '../evaluation/metrics';

/** A system that `finetune` compares. */
export type SystemName = 'fine-tuned' | 'tf-idf' | 'nb' | 'as it was' | 'majority class';

/** A system's accuracy on the validation texts. */
export interface SystemResult {
  name: SystemName;
  /** The share of correct predictions, 0 to 1. */
  accuracy: number;
  standardError: number;
  /** The mean F1 score of the classes, 0 to 1. */
  macroF1: number;
  /**
   * The accuracy of the fine-tuned classifier minus this accuracy, and its standard error on the
   * same texts.
   */
  advantage: { difference: number; standardError: number };
}

/** The predictions of a system: the class of each validation text. */
export interface Predictions {
  name: SystemName;
  classes: Int32Array;
}

/** Which system to take. */
export interface Advice {
  /** The majority class, if no system is clearly better. */
  take: SystemName;
  /** Another system that is as accurate. Absent: there is none. */
  or?: SystemName;
  /** The reason, in one or two sentences. */
  text: string;
}

/** Returns the predicted class of each row of logits `[texts, classes]`. */
export function predictedClasses(logits: Float32Array, classes: number): Int32Array {
  return Int32Array.from(
    { length: logits.length / classes },
    (_, text) => predictedClass(logits, text, classes).classIndex,
  );
}

/**
 * Returns the results of systems on the same texts, in their order.
 *
 * @param labels the class of each text
 * @param systems the first is the fine-tuned classifier
 */
export function compareSystems(
  labels: Int32Array,
  classes: number,
  systems: readonly Predictions[],
): SystemResult[] {
  const correct = systems.map(({ classes: predicted }) =>
    Array.from(labels, (label, at) => predicted[at] === label),
  );
  return systems.map(({ name, classes: predicted }, n) => {
    const accuracy = correct[n]!.filter(Boolean).length / labels.length;
    return {
      name,
      accuracy,
      standardError: standardError(accuracy, labels.length),
      macroF1: macroF1(confusionMatrix(labels, predicted, classes)),
      advantage: pairedDifference(correct[0]!, correct[n]!),
    };
  });
}

/**
 * Returns which system to take, and why: the fine-tuned classifier, the classifier as it was, an
 * n-gram baseline, or none of them.
 *
 * @param results what `compareSystems` returned
 * @param majority the most frequent class
 */
export function adviceOn(results: readonly SystemResult[], majority: Label): Advice {
  const [tuned, always] = [named(results, 'fine-tuned'), named(results, 'majority class')];
  const others = results.filter((result) => result !== tuned && result !== always);
  const other = others.reduce((best, one) => (one.accuracy > best.accuracy ? one : best));
  const { difference, standardError } = other.advantage;
  const [better, worse] = difference >= 0 ? [tuned, other] : [other, tuned];
  const take = better.name;
  const gain = better.accuracy - always.accuracy;
  if (gain <= 0 || !isSignificant({ difference: gain, standardError: better.standardError }))
    return {
      take: 'majority class',
      text:
        `No system is clearly better than always predicting "${majority}". ` +
        'Collect more texts, and check whether the labels follow from the texts.',
    };
  if (difference === 0)
    return {
      take,
      or: other.name,
      text: `Take ${inWords(take)} or ${inWords(other.name)}: they are equally accurate.${tuned.accuracy < 1 ? ' Collect more texts.' : ''}`,
    };
  const points = `${Math.abs(100 * difference).toFixed(1)} points ± ${(100 * standardError).toFixed(1)}`;
  const by = `${points} better than ${inWords(worse.name)}`;
  const more = better === tuned ? '' : ' Collect more texts: fine-tuning gains more from them.';
  return {
    take,
    text: `Take ${inWords(take)}: it is ${by}${isSignificant(other.advantage) ? '' : ', which may be chance'}.${more}`,
  };
}

function named(results: readonly SystemResult[], name: SystemName): SystemResult {
  return results.find((result) => result.name === name)!;
}

function inWords(name: SystemName): string {
  if (name === 'fine-tuned') return 'the fine-tuned model';
  return name === 'as it was' ? 'the model as it was' : name;
}
