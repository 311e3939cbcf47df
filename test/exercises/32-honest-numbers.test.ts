import fc from 'fast-check';
import { test } from 'vitest';
import { type Feature, honestAccuracy, joined, type Run } from '../../solutions/32-honest-numbers';
import { expectThat, forAll, frozen, written } from './complaint';

const near = (given: unknown, expected: number) =>
  typeof given === 'number' && Math.abs(given - expected) <= 1e-9;

/** The position of the largest value, the first one if there are several. */
const bestOf = (values: readonly number[]) => values.indexOf(Math.max(...values));

function reports(runs: Run[]): void {
  const epochs = runs.flatMap(({ validation, test }) => validation.map((v, n) => ({ v, t: test[n]! })));
  const at = bestOf(epochs.map(({ v }) => v));
  const expected = epochs[at]!.t;
  const result: unknown = honestAccuracy(frozen(runs));
  if (near(result, expected)) return;
  const outcome =
    `the result is ${written(result)}, not ${written(expected)}, ` +
    `for the runs ${runs.map(({ validation, test }) => `validation ${written(validation)} and test ${written(test)}`).join('; ')}`;
  expectThat(
    !near(result, Math.max(...epochs.map(({ t }) => t))),
    `this is the best test accuracy: then the test set has chosen, and no test set is left; ${outcome}`,
  );
  expectThat(!near(result, epochs[at]!.v), `this is the validation accuracy, on which you chose: ${outcome}`);
  const perRun = runs.map(({ validation, test }) => test[bestOf(validation)]!);
  expectThat(
    !near(result, Math.max(...perRun)),
    `the epoch is chosen on the validation set, but then the *run* is chosen on the test set: ${outcome}`,
  );
  expectThat(
    !near(result, perRun.reduce((a, b) => a + b) / perRun.length),
    `the one best epoch of all runs counts, and no average over the runs: ${outcome}`,
  );
  expectThat(
    !near(result, [...epochs].reverse()[bestOf([...epochs].reverse().map(({ v }) => v))]!.t),
    `if several epochs have the highest validation accuracy, the first one counts: ${outcome}`,
  );
  expectThat(!near(result, runs.at(-1)!.test.at(-1)!), `the last epoch need not be the best one: ${outcome}`);
  expectThat(false, outcome);
}

test('honestAccuracy chooses the epoch on the validation set', () =>
  reports([{ validation: [0.8, 0.84, 0.83], test: [0.85, 0.82, 0.81] }]));

test('honestAccuracy chooses the run on the validation set, too', () =>
  reports([
    { validation: [0.8, 0.84], test: [0.9, 0.82] },
    { validation: [0.81, 0.83], test: [0.8, 0.86] },
  ]));

test('honestAccuracy takes the first of equally good epochs', () =>
  reports([
    { validation: [0.8, 0.8], test: [0.7, 0.79] },
    { validation: [0.8], test: [0.78] },
  ]));

test('honestAccuracy accepts a validation accuracy of 0', () => reports([{ validation: [0], test: [0.5] }]));

test('honestAccuracy is right for any runs', () => {
  const accuracy = fc.integer({ min: 70, max: 90 }).map((n) => n / 100);
  const run = fc.integer({ min: 1, max: 4 }).chain((epochs) => {
    const list = fc.array(accuracy, { minLength: epochs, maxLength: epochs });
    return fc.record({ validation: list, test: list });
  });
  forAll(fc.array(run, { minLength: 1, maxLength: 3 }), reports);
});

const shown = (features: readonly Feature[]) => features.map(({ id, value }) => `${id}: ${value}`).join(', ');

function joins(first: Feature[], second: Feature[]): void {
  const expected = first.map(({ id, value }) => [value, second.find((other) => other.id === id)!.value]);
  const result: unknown = joined(frozen(first), frozen(second));
  if (JSON.stringify(result) === JSON.stringify(expected)) return;
  const outcome = `the result is ${written(result)}, not ${written(expected)}, for (${shown(first)}) and (${shown(second)})`;
  const byPosition = first.map(({ value }, n) => [value, second[n]!.value]);
  expectThat(
    JSON.stringify(result) !== JSON.stringify(byPosition),
    `these are the values of different documents: join them by id, not by position; ${outcome}`,
  );
  const inSecondOrder = second.map(({ id, value }) => [first.find((one) => one.id === id)!.value, value]);
  expectThat(
    JSON.stringify(result) !== JSON.stringify(inSecondOrder),
    `the pairs must be in the order of the first list: ${outcome}`,
  );
  expectThat(false, outcome);
}

function refuses(first: Feature[], second: Feature[], id: string, fault: string): void {
  const place = `${id} is ${fault} for (${shown(first)}) and (${shown(second)})`;
  let result: unknown;
  try {
    result = joined(frozen(first), frozen(second));
  } catch (error) {
    if (/^not written yet/.test((error as Error).message)) throw error;
    expectThat(
      (error as Error).message.includes(id),
      `the error must name the document: its message is ${written((error as Error).message)}; ${place}`,
    );
    return;
  }
  expectThat(false, `throw an error, and do not guess: ${place}; the result was ${written(result)}`);
}

const a = { id: 'pos/17_8.txt', value: 1 };
const b = { id: 'neg/4_2.txt', value: 2 };
const c = { id: 'neg/9_1.txt', value: 3 };

test('joined pairs the values of the same document', () => {
  joins([a, b], [b, a]);
  joins([a, b, c], [c, a, b]);
});

test('joined refuses a document that is in one list only', () => {
  refuses([a, b], [a], b.id, 'missing in the second list');
  refuses([a], [a, c], c.id, 'missing in the first list');
});

test('joined refuses a document that is in a list twice', () => {
  refuses([a, b], [a, b, b], b.id, 'twice in the second list');
  refuses([a, a], [a], a.id, 'twice in the first list');
});

test('joined keeps a value of 0', () =>
  joins(
    [a, b],
    [
      { ...b, value: 0 },
      { ...a, value: 5 },
    ],
  ));

test('joined is right for any order', () => {
  const documents = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 6 });
  const orders = documents.chain((ids) =>
    fc.tuple(fc.constant(ids), fc.shuffledSubarray(ids, { minLength: ids.length })),
  );
  forAll(orders, ([ids, order]) =>
    joins(
      ids.map((id) => ({ id: `${id}.txt`, value: id })),
      order.map((id) => ({ id: `${id}.txt`, value: 10 * id })),
    ),
  );
});
