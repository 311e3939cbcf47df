import fc from 'fast-check';
import { test } from 'vitest';
import {
  type Hyperparameters,
  randomSearch,
  type SearchResult,
  sampleHyperparameters,
} from '../../solutions/24-hyperparameter-search';
import { expectThat, forAll, times, written } from './complaint';
import { randomFrom } from './random';

/** The values of the text. */
const UNITS = [32, 64, 128, 256];

const SAMPLES = 6000;

function sampleMany(): Hyperparameters[] {
  const random = randomFrom(7);
  return Array.from({ length: SAMPLES }, () => {
    const sample: unknown = sampleHyperparameters(random);
    const { learningRate, units } = (sample ?? {}) as Partial<Hyperparameters>;
    expectThat(
      typeof learningRate === 'number' && typeof units === 'number',
      `sampleHyperparameters must return an object { learningRate, units } with two numbers, not ${written(sample)}`,
    );
    return { learningRate, units };
  });
}

/** How far a share may be off by chance: five standard errors. */
const chance = (p: number) => 5 * Math.sqrt((p * (1 - p)) / SAMPLES);

test('sampleHyperparameters samples learning rates log-uniformly', () => {
  const rates = sampleMany().map(({ learningRate }) => learningRate);
  const outside = rates.find((rate) => !(rate >= 0.0001 && rate <= 0.1));
  expectThat(
    outside === undefined,
    `a learning rate of ${written(outside)} was sampled: it must be from 0.0001 to 0.1`,
  );
  for (const [low, high] of [
    [0.0001, 0.001],
    [0.001, 0.01],
    [0.01, 0.1],
  ] as const) {
    const share = rates.filter((rate) => rate >= low && rate < high).length / SAMPLES;
    expectThat(
      Math.abs(share - 1 / 3) <= chance(1 / 3),
      `${written(100 * share)} % of the learning rates are from ${low} to ${high}; it should be a third: each order of magnitude is equally likely`,
    );
  }
  const distinct = new Set(rates).size;
  expectThat(
    distinct > SAMPLES / 2,
    `there are only ${distinct} different learning rates in ${SAMPLES} samples: any rate must be possible`,
  );
});

test('sampleHyperparameters samples each number of units equally often', () => {
  const sampled = sampleMany().map(({ units }) => units);
  const stray = sampled.find((units) => !UNITS.includes(units));
  expectThat(
    !sampled.includes(stray!),
    `${written(stray)} units were sampled: it must be one of ${written(UNITS)}`,
  );
  for (const units of UNITS) {
    const share = sampled.filter((one) => one === units).length / SAMPLES;
    expectThat(
      Math.abs(share - 1 / UNITS.length) <= chance(1 / UNITS.length),
      `${units} units come in ${written(100 * share)} % of the samples; it should be a quarter`,
    );
  }
});

test('sampleHyperparameters samples the learning rate and the units independently', () => {
  const samples = sampleMany();
  for (const units of UNITS) {
    const rates = samples.filter((sample) => sample.units === units).map(({ learningRate }) => learningRate);
    const share = rates.filter((rate) => rate < 0.001).length / rates.length;
    expectThat(
      Math.abs(share - 1 / 3) <= 2 * chance(1 / 3), // there is a quarter of the samples
      `of the samples with ${units} units, ${written(100 * share)} % have a learning rate below 0.001; it should be a third, as of all: draw one random number for the rate and another for the units`,
    );
  }
});

/** Runs a search with known accuracies, one for each trial. */
function examine(
  validation: readonly number[],
  tests: readonly number[] = validation.map((_, n) => n / 100),
): void {
  const tried: string[] = [];
  const tested: string[] = [];
  let early = false;
  const nameOf = ({ learningRate, units }: Hyperparameters) =>
    `rate ${learningRate.toPrecision(6)} and ${units} units`;
  const result = randomSearch(
    validation.length,
    randomFrom(11),
    (hyperparameters) => {
      tried.push(nameOf(hyperparameters));
      expectThat(
        tried.length <= validation.length,
        `the validation set was used more than ${validation.length} times for ${validation.length} trials`,
      );
      return validation[tried.length - 1]!;
    },
    (hyperparameters) => {
      early ||= tried.length < validation.length;
      tested.push(nameOf(hyperparameters));
      return tests[tried.indexOf(nameOf(hyperparameters))] ?? Number.NaN;
    },
  ) as Partial<SearchResult> | undefined;
  const plan = `for ${validation.length} trials with the validation accuracies ${written(validation)}`;
  expectThat(
    result !== undefined && Array.isArray(result.trials) && result.best instanceof Object,
    `the result must be an object { trials, best, testAccuracy }, ${plan}`,
  );
  expectThat(tried.length === validation.length, `${tried.length} hyperparameters were tried, ${plan}`);
  expectThat(
    new Set(tried).size === tried.length,
    `the same hyperparameters were tried again and again: sample new ones for each trial; ${plan}`,
  );
  const given = result.trials.map((trial) => [nameOf(trial), trial.validationAccuracy]);
  expectThat(
    JSON.stringify(given) === JSON.stringify(tried.map((name, n) => [name, validation[n]])),
    `\`trials\` must have all trials, in order, each with its validation accuracy; it is ${written(given)}, ${plan}`,
  );
  expectThat(
    tested.length <= 1 && !early,
    `the test set was used ${times(tested.length)}${early ? ', before all trials were done' : ''}: use it once, at the end, for the chosen hyperparameters; ${plan}`,
  );
  expectThat(tested.length === 1, `the test set was never used, ${plan}`);
  const highest = validation.indexOf(Math.max(...validation));
  const chosen = tried.indexOf(nameOf(result.best));
  expectThat(
    chosen !== validation.indexOf(Math.min(...validation)) || chosen === highest,
    `the worst trial was chosen: the highest accuracy is the best; ${plan}`,
  );
  expectThat(
    chosen === highest,
    `trial ${highest + 1} is the best, but trial ${chosen + 1} was chosen, ${plan}`,
  );
  expectThat(
    tested[0] === tried[highest],
    `the test set was not used with the best hyperparameters, ${plan}`,
  );
  expectThat(
    result.testAccuracy === tests[highest],
    `\`testAccuracy\` is ${written(result.testAccuracy)}, not ${written(tests[highest])}, the test accuracy of the best trial; ${plan}`,
  );
}

test('randomSearch returns its only trial', () => examine([0.8], [0.75]));

test('randomSearch chooses the trial with the highest validation accuracy', () =>
  examine([0.8, 0.86, 0.83], [0.75, 0.81, 0.9]));

test('randomSearch chooses the first of several equally good trials', () => examine([0.8, 0.85, 0.85]));

test('randomSearch is right for any validation accuracies', () => {
  const accuracies = fc.array(
    fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
    { minLength: 1, maxLength: 6 },
  );
  forAll(accuracies, (validation) => examine(validation), 100);
});
