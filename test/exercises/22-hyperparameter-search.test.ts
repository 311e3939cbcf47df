import fc from 'fast-check';
import { test } from 'vitest';
import {
  drawSettings,
  type Found,
  type Settings,
  search,
  UNITS,
} from '../../solutions/22-hyperparameter-search';
import { expectThat, forAll, times, written } from './complaint';
import { randomFrom } from './random';

const DRAWS = 6000;

function drawMany(): Settings[] {
  const random = randomFrom(7);
  return Array.from({ length: DRAWS }, () => {
    const settings: unknown = drawSettings(random);
    const { learningRate, units } = (settings ?? {}) as Partial<Settings>;
    expectThat(
      typeof learningRate === 'number' && typeof units === 'number',
      `drawSettings must give an object { learningRate, units } with two numbers, not ${written(settings)}`,
    );
    return { learningRate, units };
  });
}

/** How far a share may be off by chance: five standard errors. */
const chance = (p: number) => 5 * Math.sqrt((p * (1 - p)) / DRAWS);

test('every order of magnitude of a learning rate is as likely', () => {
  const rates = drawMany().map(({ learningRate }) => learningRate);
  const outside = rates.find((rate) => !(rate >= 0.0001 && rate <= 0.1));
  expectThat(
    outside === undefined,
    `a learning rate of ${written(outside)} was drawn: it is from 0.0001 to 0.1`,
  );
  for (const [low, high] of [
    [0.0001, 0.001],
    [0.001, 0.01],
    [0.01, 0.1],
  ] as const) {
    const share = rates.filter((rate) => rate >= low && rate < high).length / DRAWS;
    expectThat(
      Math.abs(share - 1 / 3) <= chance(1 / 3),
      `${written(100 * share)} % of the learning rates are from ${low} to ${high}; it should be a third: each order of magnitude is as likely`,
    );
  }
  const distinct = new Set(rates).size;
  expectThat(
    distinct > DRAWS / 2,
    `only ${distinct} different learning rates came in ${DRAWS} draws: any rate may come`,
  );
});

test('every number of units is as likely', () => {
  const drawn = drawMany().map(({ units }) => units);
  const stray = drawn.find((units) => !UNITS.includes(units));
  expectThat(!drawn.includes(stray!), `${written(stray)} units were drawn: it is one of ${written(UNITS)}`);
  for (const units of UNITS) {
    const share = drawn.filter((one) => one === units).length / DRAWS;
    expectThat(
      Math.abs(share - 1 / UNITS.length) <= chance(1 / UNITS.length),
      `${units} units come in ${written(100 * share)} % of the draws; it should be a quarter`,
    );
  }
});

/** Searches where the accuracies are known beforehand, one for each trial. */
function examine(
  heldOut: readonly number[],
  tests: readonly number[] = heldOut.map((_, n) => n / 100),
): void {
  const tried: string[] = [];
  const tested: string[] = [];
  let early = false;
  const nameOf = ({ learningRate, units }: Settings) =>
    `rate ${learningRate.toPrecision(6)} and ${units} units`;
  const found = search(
    heldOut.length,
    randomFrom(11),
    (settings) => {
      tried.push(nameOf(settings));
      expectThat(
        tried.length <= heldOut.length,
        `the held-out reviews were asked more than ${heldOut.length} times for ${heldOut.length} trials`,
      );
      return heldOut[tried.length - 1]!;
    },
    (settings) => {
      early ||= tried.length < heldOut.length;
      tested.push(nameOf(settings));
      return tests[tried.indexOf(nameOf(settings))] ?? Number.NaN;
    },
  ) as Partial<Found> | undefined;
  const plan = `for ${heldOut.length} trials with the held-out accuracies ${written(heldOut)}`;
  expectThat(
    found !== undefined && Array.isArray(found.trials) && found.best instanceof Object,
    `the answer must be an object { trials, best, testAccuracy }, ${plan}`,
  );
  expectThat(tried.length === heldOut.length, `${tried.length} settings were tried, ${plan}`);
  expectThat(
    new Set(tried).size === tried.length,
    `the same settings were tried again and again: draw anew for each trial; ${plan}`,
  );
  const given = found.trials.map((trial) => [nameOf(trial), trial.heldOutAccuracy]);
  expectThat(
    JSON.stringify(given) === JSON.stringify(tried.map((name, n) => [name, heldOut[n]])),
    `\`trials\` must have what was tried, in order, each with its held-out accuracy; it is ${written(given)}, ${plan}`,
  );
  expectThat(
    tested.length <= 1 && !early,
    `the test reviews were asked ${times(tested.length)}${early ? ', before all settings were tried' : ''}: they are asked once, at the end, for the settings that were chosen; ${plan}`,
  );
  expectThat(tested.length === 1, `the test reviews were never asked, ${plan}`);
  const highest = heldOut.indexOf(Math.max(...heldOut));
  const chosen = tried.indexOf(nameOf(found.best));
  expectThat(
    chosen !== heldOut.indexOf(Math.min(...heldOut)) || chosen === highest,
    `the worst settings were chosen: of accuracies, the highest is the best; ${plan}`,
  );
  expectThat(
    chosen === highest,
    `the settings of trial ${highest + 1} are the best, and those of trial ${chosen + 1} were chosen, ${plan}`,
  );
  expectThat(
    tested[0] === tried[highest],
    `the test was made with other settings than the best ones, ${plan}`,
  );
  expectThat(
    found.testAccuracy === tests[highest],
    `\`testAccuracy\` is ${written(found.testAccuracy)}, not ${written(tests[highest])}, what the test reviews said of the best settings; ${plan}`,
  );
}

test('one trial', () => examine([0.8], [0.75]));

test('the highest held-out accuracy is chosen', () => examine([0.8, 0.86, 0.83], [0.75, 0.81, 0.9]));

test('of several as good, the first', () => examine([0.8, 0.85, 0.85]));

test('any accuracies', () => {
  const accuracies = fc.array(
    fc.integer({ min: 0, max: 20 }).map((n) => n / 20),
    { minLength: 1, maxLength: 6 },
  );
  forAll(accuracies, (heldOut) => examine(heldOut), 100);
});
