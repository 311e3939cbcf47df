import fc from 'fast-check';
import { test } from 'vitest';
import { type Outcome, trainWithPatience } from '../../solutions/21-early-stopping';
import { expectThat, forAll, written } from './complaint';

/** After how many epochs training has to stop, and which was the best of them. */
function reference(
  planned: readonly number[],
  epochs: number,
  patience: number,
): { stop: number; best: number } {
  let best = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (best === 0 || planned[epoch - 1]! < planned[best - 1]!) best = epoch;
    if (epoch - best >= patience) return { stop: epoch, best };
  }
  return { stop: epochs, best };
}

/** After how many epochs training stops that counts rises from one epoch to the next. */
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
  let weights = 'the weights from before the first epoch';
  const training = {
    trainEpoch() {
      trained++;
      expectThat(trained <= epochs, `at most ${epochs} epochs may be trained: ${plan}`);
      weights = `the weights of epoch ${trained}`;
    },
    heldOutLoss: () => {
      expectThat(trained > 0, 'measure the held-out loss after an epoch, not before the first one');
      return planned[trained - 1]!;
    },
    weights: () => weights,
    setWeights(given: string) {
      weights = given;
    },
  };
  const plan = `with the held-out losses ${written(planned)}, a patience of ${patience} and at most ${epochs} epochs`;
  const outcome = trainWithPatience(training, epochs, patience) as Partial<Outcome> | undefined;
  expectThat(
    outcome instanceof Object && Array.isArray(outcome.losses) && typeof outcome.best === 'number',
    `the answer must be an object { losses, best }, not ${written(outcome)}`,
  );
  const { stop, best } = reference(planned, epochs, patience);
  if (trained !== stop) {
    const both = `${plan} it has to stop after epoch ${stop}, and stopped after epoch ${trained}`;
    expectThat(
      trained !== stoppedByRises(planned, epochs, patience),
      `this asks whether an epoch is better than the one before; what counts is the best epoch so far: ${both}`,
    );
    expectThat(trained !== stop + 1, `one epoch too many: ${both}`);
    expectThat(trained < stop, `it went on too long: ${both}`);
    const firstRise = 1 + planned.findIndex((loss, n) => n > 0 && loss >= planned[n - 1]!);
    expectThat(trained !== firstRise, `it lost patience at the first rise: ${both}`);
    expectThat(false, `it stopped too soon. Each new best epoch gives all the patience back: ${both}`);
  }
  expectThat(
    written(outcome.losses) === written(planned.slice(0, stop)),
    `\`losses\` must be ${written(planned.slice(0, stop))}, not ${written(outcome.losses)}: ${plan}`,
  );
  expectThat(
    outcome.best !== best - 1 || best === 1,
    `epochs are counted from 1: \`best\` must be ${best}, not ${outcome.best}; ${plan}`,
  );
  expectThat(outcome.best === best, `\`best\` must be ${best}, not ${outcome.best}: ${plan}`);
  expectThat(
    weights !== `the weights of epoch ${stop}` || stop === best,
    `the model is left with the weights of the last epoch, ${stop}, not with those of the best one, ${best}: ${plan}`,
  );
  expectThat(
    weights === `the weights of epoch ${best}`,
    `the model is left with ${weights}, not with those of epoch ${best}: ${plan}`,
  );
}

test('while it gets better, all epochs are trained', () => examine([0.6, 0.5, 0.4], 2));

test('a single epoch', () => examine([0.7], 1));

test('with a patience of 1 the first rise ends it', () => examine([0.6, 0.5, 0.55, 0.4], 1));

test('one rise may be chance', () => examine([0.6, 0.5, 0.55, 0.45], 2));

test('the weights of the best epoch come back', () => examine([0.6, 0.5, 0.55, 0.52, 0.4], 2));

test('what counts is the best epoch so far', () => examine([0.5, 0.7, 0.65, 0.6, 0.55], 2));

test('a new best gives all the patience back', () => examine([0.6, 0.65, 0.5, 0.55, 0.45, 0.5, 0.5, 0.4], 2));

test('as low as the best is not better', () => examine([0.5, 0.5, 0.5, 0.4], 2));

test('any losses', () => {
  const losses = fc.array(
    fc.integer({ min: 1, max: 9 }).map((n) => n / 10),
    { minLength: 1, maxLength: 8 },
  );
  forAll(fc.tuple(losses, fc.integer({ min: 1, max: 4 })), ([planned, patience]) =>
    examine(planned, patience),
  );
});
