import fc from 'fast-check';
import { test } from 'vitest';
import { type History, trainWithEarlyStopping } from '../../solutions/22-early-stopping';
import { expectThat, forAll, written } from './complaint';

/**
 * After how many epochs training must stop, and which of them is the best.
 *
 * @param start the loss that the first epoch has to be below
 */
function reference(
  planned: readonly number[],
  epochs: number,
  patience: number,
  start = Number.POSITIVE_INFINITY,
): { stop: number; best: number } {
  let best = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (planned[epoch - 1]! < (planned[best - 1] ?? start)) best = epoch;
    if (epoch - best >= patience) return { stop: epoch, best };
  }
  return { stop: epochs, best };
}

/** After how many epochs training stops if it counts rises from one epoch to the next. */
function stoppedByRises(planned: readonly number[], epochs: number, patience: number): number {
  let rises = 0;
  for (let epoch = 2; epoch <= epochs; epoch++) {
    rises = planned[epoch - 1]! >= planned[epoch - 2]! ? rises + 1 : 0;
    if (rises === patience) return epoch;
  }
  return epochs;
}

function examine(planned: readonly number[], patience: number, epochs = planned.length): void {
  let trained = 0;
  let weights = 'the initial weights';
  const model = {
    trainEpoch() {
      trained++;
      expectThat(trained <= epochs, `train for at most ${epochs} epochs: ${plan}`);
      weights = `the weights of epoch ${trained}`;
    },
    validationLoss: () => {
      expectThat(trained > 0, 'compute the validation loss after an epoch, not before the first one');
      return planned[trained - 1]!;
    },
    getWeights: () => weights,
    setWeights(given: string) {
      weights = given;
    },
  };
  const plan = `with the validation losses ${written(planned)}, a patience of ${patience} and at most ${epochs} epochs`;
  const history = trainWithEarlyStopping(model, epochs, patience) as Partial<History> | undefined;
  expectThat(
    history instanceof Object &&
      Array.isArray(history.validationLosses) &&
      typeof history.bestEpoch === 'number',
    `the result must be an object { validationLosses, bestEpoch }, not ${written(history)}`,
  );
  const { stop, best } = reference(planned, epochs, patience);
  const startsLow = reference(planned, epochs, patience, 1);
  expectThat(
    startsLow.best === best || history.bestEpoch !== startsLow.best || trained !== startsLow.stop,
    `a loss may be above 1, and the first epoch is the best one so far, whatever its loss is: ${plan}`,
  );
  if (trained !== stop) {
    const both = `${plan} training must stop after epoch ${stop}, but it stopped after epoch ${trained}`;
    expectThat(
      trained !== stoppedByRises(planned, epochs, patience),
      `this compares an epoch with the one before; compare it with the best epoch so far: ${both}`,
    );
    expectThat(trained !== stop + 1, `one epoch too many: ${both}`);
    expectThat(trained < stop, `training stopped too late: ${both}`);
    const firstRise = 1 + planned.findIndex((loss, n) => n > 0 && loss >= planned[n - 1]!);
    expectThat(trained !== firstRise, `training stopped at the first rise: ${both}`);
    expectThat(false, `training stopped too early. Each new best epoch must reset the patience: ${both}`);
  }
  expectThat(
    written(history.validationLosses) === written(planned.slice(0, stop)),
    `\`validationLosses\` must be ${written(planned.slice(0, stop))}, not ${written(history.validationLosses)}: ${plan}`,
  );
  expectThat(
    history.bestEpoch !== best - 1 || best === 1,
    `epochs are counted from 1: \`bestEpoch\` must be ${best}, not ${history.bestEpoch}; ${plan}`,
  );
  expectThat(history.bestEpoch === best, `\`bestEpoch\` must be ${best}, not ${history.bestEpoch}: ${plan}`);
  expectThat(
    weights !== `the weights of epoch ${stop}` || stop === best,
    `the model has the weights of the last epoch, ${stop}, not those of the best one, ${best}: ${plan}`,
  );
  expectThat(
    weights === `the weights of epoch ${best}`,
    `the model has ${weights}, not those of epoch ${best}: ${plan}`,
  );
}

test('training runs for all epochs while the loss improves', () => examine([0.6, 0.5, 0.4], 2));

test('training may run for a single epoch', () => examine([0.7], 1));

test('training stops at the first rise with a patience of 1', () => examine([0.6, 0.5, 0.55, 0.4], 1));

test('training continues after one rise with a patience of 2', () => examine([0.6, 0.5, 0.55, 0.45], 2));

test('the model has the weights of the best epoch in the end', () => examine([0.6, 0.5, 0.55, 0.52, 0.4], 2));

test('an epoch is compared with the best epoch so far', () => examine([0.5, 0.7, 0.65, 0.6, 0.55], 2));

test('a new best epoch resets the patience', () => examine([0.6, 0.65, 0.5, 0.55, 0.45, 0.5, 0.5, 0.4], 2));

test('the first epoch is the best one so far, whatever its loss is', () => {
  examine([2.5, 2.6, 2.7], 2);
  examine([2.5, 1.5, 1.7, 1.2], 1);
});

test('an equal loss is not an improvement', () => examine([0.5, 0.5, 0.5, 0.4], 2));

test('early stopping is right for any losses and patience', () => {
  const losses = fc.array(
    fc.integer({ min: 1, max: 9 }).map((n) => n / 4),
    { minLength: 1, maxLength: 8 },
  );
  forAll(fc.tuple(losses, fc.integer({ min: 1, max: 4 })), ([planned, patience]) =>
    examine(planned, patience),
  );
});
