import fc from 'fast-check';
import { test } from 'vitest';
import { type MajorityBaseline, majorityBaseline } from '../../solutions/01-majority-baseline';
import { expectThat, forAll, written } from './complaint';

/** The most frequent label, the first of equals. */
function mostFrequent(labels: readonly string[]): string {
  const countOf = (label: string) => labels.filter((other) => other === label).length;
  return labels.reduce((best, label) => (countOf(label) > countOf(best) ? label : best));
}
const shareOf = (label: string, labels: readonly string[]) =>
  labels.filter((other) => other === label).length / labels.length;

/** @param hint what may be wrong if the label is */
function examine(train: string[], testLabels: string[], hint = ''): void {
  const result = majorityBaseline(Object.freeze(train) as string[], Object.freeze(testLabels) as string[]) as
    | Partial<MajorityBaseline>
    | undefined;
  expectThat(
    result instanceof Object && 'label' in result && 'accuracy' in result,
    `the result must be an object { label, accuracy }, not ${written(result)}`,
  );
  const example = `for the training labels ${written(train)} and the test labels ${written(testLabels)}`;
  const label = mostFrequent(train);
  if (result.label !== label) {
    const outcome = `the label is ${written(result.label)}, not ${written(label)}, ${example}${hint && `: ${hint}`}`;
    expectThat(
      result.label !== mostFrequent(testLabels),
      `this is the most frequent label of the test set, which nothing may be chosen by; ${outcome}`,
    );
    expectThat(
      shareOf(result.label ?? '', train) < shareOf(label, train),
      `both labels are equally frequent: take the one that comes first in the training set; ${outcome}`,
    );
    expectThat(false, `this label is not the most frequent one; ${outcome}`);
  }
  const accuracy = shareOf(label, testLabels);
  const near = (value: number) => Math.abs(Number(result.accuracy) - value) < 1e-9;
  if (near(accuracy)) return;
  const outcome = `the accuracy is ${written(result.accuracy)}, not ${written(accuracy)}, ${example}`;
  expectThat(!near(100 * accuracy), `an accuracy is a share from 0 to 1, not a percentage; ${outcome}`);
  expectThat(
    !near(shareOf(label, train)),
    `this is the share of the training set: an accuracy is measured on the test set; ${outcome}`,
  );
  expectThat(!near(1 - accuracy), `this is the share of the wrong predictions; ${outcome}`);
  expectThat(false, outcome);
}

test('majorityBaseline predicts the most frequent label of the training set', () => {
  examine(['good', 'bad', 'good'], ['good', 'bad']);
  examine(['bad', 'bad', 'good'], ['good', 'bad']);
});

test('majorityBaseline does not choose by the test set', () =>
  examine(['good', 'bad', 'good'], ['good', 'bad', 'bad', 'bad']));

test('majorityBaseline measures the accuracy on the test set', () =>
  examine(['good', 'good', 'good', 'bad'], ['good', 'bad']));

test('majorityBaseline takes the first of equally frequent labels', () => {
  examine(['good', 'bad'], ['good', 'good', 'bad']);
  examine(['bad', 'good'], ['bad', 'bad', 'good']);
});

test('majorityBaseline has an accuracy of 0 if the test set has other labels only', () =>
  examine(['good'], ['neutral']));

test('majorityBaseline accepts labels of any name and number', () => {
  examine(['drama', 'western', 'drama'], ['western', 'drama'], 'labels may have any name');
  const useMap = 'a plain object has properties of its own, and sorts keys like numbers: count in a Map';
  examine(['constructor', 'good', 'constructor'], ['good'], useMap);
  examine(['2', '1'], ['2'], useMap);
});

test('majorityBaseline is right for any labels', () => {
  const names = ['good', 'bad', 'neutral', '1', '0', 'constructor'];
  const labels = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 9 });
  forAll(fc.tuple(labels, labels), ([train, testLabels]) => examine(train, testLabels));
});
