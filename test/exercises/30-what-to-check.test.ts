import fc from 'fast-check';
import { test } from 'vitest';
import { type Automatic, automatic, type Checked, thresholdFor } from '../../solutions/30-what-to-check';
import { expectThat, forAll, frozen, written } from './complaint';

const near = (given: unknown, expected: number) =>
  typeof given === 'number' &&
  (Number.isNaN(expected) ? Number.isNaN(given) : Math.abs(given - expected) <= 1e-9);

const shown = (predictions: readonly Checked[]) =>
  predictions.length > 6
    ? `${predictions.length} predictions`
    : `the predictions ${predictions.map(({ probability, correct }) => `${probability} ${correct ? 'correct' : 'wrong'}`).join(', ')}`;

/** The counts with which a threshold's result can be told from wrong ones. */
function countsAt(predictions: readonly Checked[], threshold: number) {
  const kept = predictions.filter(({ probability }) => probability >= threshold);
  const right = kept.filter(({ correct }) => correct).length;
  return { kept: kept.length, right, all: predictions.length };
}

function labels(predictions: Checked[], threshold: number): void {
  const { kept, right, all } = countsAt(predictions, threshold);
  const result = automatic(frozen(predictions), threshold) as Partial<Automatic> | undefined;
  expectThat(
    result instanceof Object,
    `the result must be an object { share, accuracy }, not ${written(result)}`,
  );
  const place = `for ${shown(predictions)} and the threshold ${threshold}`;
  const { share, accuracy } = result;
  const above = predictions.filter(({ probability }) => probability > threshold).length;
  if (!near(share, kept / all)) {
    const outcome = `the share is ${written(share)}, not ${written(kept / all)}, ${place}`;
    expectThat(
      above === kept || !near(share, above / all),
      `a probability that equals the threshold is enough: ${outcome}`,
    );
    expectThat(
      !near(share, kept),
      `the share is a part of all texts, 0 to 1, and no number of texts: ${outcome}`,
    );
    expectThat(
      !near(share, 1 - kept / all),
      `this is the share that a person reads; the model labels the others: ${outcome}`,
    );
    expectThat(false, outcome);
  }
  if (near(accuracy, right / kept)) return;
  const outcome = `the accuracy is ${written(accuracy)}, not ${written(right / kept)}, ${place}`;
  expectThat(
    !near(accuracy, right / all),
    `the accuracy counts only the texts that the model labels, not those that a person reads: ${outcome}`,
  );
  expectThat(
    kept > 0,
    `the model labels nothing here, so there is no accuracy: NaN, which 0 / 0 is in JavaScript; ${outcome}`,
  );
  expectThat(false, outcome);
}

test('automatic counts the texts from the threshold on', () =>
  labels(
    [
      { probability: 0.9, correct: true },
      { probability: 0.8, correct: false },
      { probability: 0.6, correct: false },
      { probability: 0.55, correct: true },
    ],
    0.8,
  ));

test('automatic has no accuracy if no text reaches the threshold', () =>
  labels([{ probability: 0.7, correct: true }], 0.99));

const checked = fc.record({
  probability: fc.integer({ min: 2, max: 8 }).map((n) => n / 8),
  correct: fc.boolean(),
});
const some = fc.array(checked, { minLength: 1, maxLength: 8 });

test('automatic is right for any predictions', () =>
  forAll(fc.tuple(some, fc.integer({ min: 2, max: 8 })), ([predictions, eighths]) =>
    labels(predictions, eighths / 8),
  ));

function finds(predictions: Checked[], target: number): void {
  const accuracyAt = (threshold: number) => {
    const { kept, right } = countsAt(predictions, threshold);
    return right / kept;
  };
  const candidates = [...new Set(predictions.map(({ probability }) => probability))].sort((a, b) => a - b);
  const good = candidates.filter((threshold) => accuracyAt(threshold) >= target);
  const [expected] = good;
  const result = thresholdFor(frozen(predictions), target);
  if (result === expected) return;
  const outcome =
    `the result is ${written(result)}, not ${written(expected)}, for ${shown(predictions)} ` +
    `and the target ${target}`;
  expectThat(
    expected !== undefined,
    `no threshold reaches the target here, so the result must be undefined: ${outcome}`,
  );
  expectThat(
    result === undefined || candidates.includes(result),
    `only the probabilities of the predictions are candidates: ${outcome}`,
  );
  expectThat(
    result === undefined || accuracyAt(result) >= target,
    `with this threshold the model labels all texts that have the same or a higher probability, and ` +
      `its accuracy is only ${written(accuracyAt(result ?? 0))}: ${outcome}`,
  );
  expectThat(
    result === undefined || result < expected,
    `a lower threshold is good enough, and labels more texts: ${outcome}`,
  );
  expectThat(false, outcome);
}

test('thresholdFor finds the lowest threshold that is good enough', () =>
  finds(
    [
      { probability: 0.6, correct: false },
      { probability: 0.7, correct: true },
      { probability: 0.9, correct: true },
    ],
    0.95,
  ));

test('thresholdFor looks behind a fall of the accuracy', () =>
  finds(
    [
      { probability: 0.95, correct: false },
      { probability: 0.9, correct: true },
      { probability: 0.8, correct: true },
      { probability: 0.7, correct: true },
      { probability: 0.6, correct: false },
    ],
    0.75,
  ));

test('thresholdFor takes texts of the same probability together', () =>
  finds(
    [
      { probability: 0.8, correct: true },
      { probability: 0.8, correct: false },
      { probability: 0.9, correct: true },
    ],
    1,
  ));

test('thresholdFor tries every probability', () =>
  finds(
    [
      { probability: 0.415, correct: false },
      { probability: 0.4325, correct: true },
      { probability: 0.9, correct: true },
    ],
    0.95,
  ));

test('thresholdFor is undefined if no threshold is good enough', () =>
  finds([{ probability: 0.9, correct: false }], 0.5));

test('thresholdFor is right for any predictions', () =>
  forAll(fc.tuple(some, fc.integer({ min: 1, max: 4 })), ([predictions, quarters]) =>
    finds(predictions, quarters / 4),
  ));
