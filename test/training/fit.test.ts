import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ready, type tf } from '../../lib/backend';
import { select, split } from '../../lib/batches';
import { loadCheckpoint, saveCheckpoint } from '../../lib/checkpoints';
import { evaluate } from '../../lib/evaluation';
import { OREILLY, oreillyModel } from '../../lib/models';
import { adam } from '../../lib/optimizers';
import { type FitOptions, fit, type ValidationEvent } from '../../lib/training';
import { examplesFor, vectorsFor } from '../models/sentences';
import '../tensor-leaks';

beforeAll(async () => {
  await ready();
});

const root = mkdtempSync(join(tmpdir(), 'fit-'));
afterAll(() => rmSync(root, { recursive: true }));

const vectors = vectorsFor('fit-test');

async function optionsFor(config: Partial<FitOptions> = {}): Promise<FitOptions> {
  const { train, validation } = split(await examplesFor(vectors), 0.25, 1);
  return {
    model: oreillyModel(vectors, { pooling: 'mean', lstmUnits: 8 }),
    optimizer: adam({ learningRate: 0.02 }),
    train,
    validation,
    batchSize: 8,
    seed: 2,
    epochs: 6,
    logEvery: 1,
    ...config,
  };
}

const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => [...weight.dataSync()]);

describe('fit', () => {
  it('evaluates on the validation set after each epoch and keeps the best weights', async () => {
    const options = await optionsFor({ epochs: 12 });
    const { validationHistory, best, trainingHistory } = await fit(options);
    expect(validationHistory.map(({ step }) => step)).toEqual(
      Array.from({ length: 12 }, (_, n) => 3 * (n + 1)),
    );
    expect(trainingHistory).toHaveLength(36);
    expect(validationHistory[best - 1]!.loss).toBe(Math.min(...validationHistory.map(({ loss }) => loss)));
    expect((await evaluate(options.model, options.validation)).loss).toBeCloseTo(
      validationHistory[best - 1]!.loss,
      6,
    );
  });

  it('a part of an epoch is trained and evaluated, too', async () => {
    const { validationHistory, trainingHistory } = await fit(await optionsFor({ epochs: 1.4 }));
    expect(validationHistory.map(({ step }) => step)).toEqual([3, 4]);
    expect(trainingHistory).toHaveLength(4);
  });

  it('refuses a training set without examples, by what is wrong', async () => {
    const { train, ...options } = await optionsFor();
    const none = select(train, []);
    await expect(fit({ ...options, train: none })).rejects.toThrow('fit needs a training set');
  });

  it('early stopping ends training after patience epochs without improvement', async () => {
    const shown: [number, number][] = [];
    const options = await optionsFor({
      epochs: 60,
      patience: 3,
      optimizer: adam({ learningRate: 0.1 }),
      progress: (done, total) => void shown.push([done, total]),
      onValidation(event) {
        last = event;
      },
    });
    let last: ValidationEvent | undefined;
    const { validationHistory, best, stoppedEarly } = await fit(options);
    expect(stoppedEarly).toBe(true);
    expect(validationHistory).toHaveLength(best + 3);
    const steps = 3 * validationHistory.length;
    expect(shown.slice(-2), 'progress ends early, too').toEqual([
      [steps, 180],
      [steps, steps],
    ]);
    const onStep = () => expect.unreachable('a run that ended is not trained on');
    const again = await fit({ ...options, resume: last!.progress, onStep });
    expect(again).toMatchObject({ validationHistory, best, stoppedEarly: true });
  });

  it('training up to a step ends there, evaluated, and the next call goes on from it', async () => {
    const whole = await optionsFor({ epochs: 3 });
    const unbroken = await fit(whole);
    const shown: [number, number][] = [];
    const events: ValidationEvent[] = [];
    const parts = await optionsFor({
      ...{ epochs: 3, until: 6, restoreBest: false },
      onValidation: (event) => void events.push(event),
      progress: (done, total) => void shown.push([done, total]),
    });
    expect(await fit(parts)).toMatchObject({ stoppedEarly: false });
    expect(shown.at(0)).toEqual([1, 6]);
    expect(shown.at(-1)).toEqual([6, 6]);
    expect(events.map(({ step }) => step)).toEqual([3, 6]);
    const rest = await fit({ ...parts, until: undefined, resume: events.at(-1)!.progress });
    expect(rest.validationHistory).toEqual(unbroken.validationHistory);
    expect((await fit({ ...parts, resume: events.at(-1)!.progress })).validationHistory).toHaveLength(3);
  });

  it('training resumed from a checkpoint ends like uninterrupted training', async () => {
    const whole = await optionsFor();
    const unbroken = await fit(whole);

    const folder = join(root, 'resume');
    const stop = new AbortController();
    let left: ValidationEvent | undefined;
    const first = await optionsFor({
      signal: stop.signal,
      async onValidation(epoch) {
        if (epoch.epoch !== 3) return;
        left = epoch;
        const record = {
          system: 'oreilly',
          config: { ...OREILLY },
          step: epoch.step,
          classes: ['positive', 'negative'] as const,
          vectors: { dataset: 'glove-50', order: 'oreilly' } as const,
          maxLength: 250,
        };
        await saveCheckpoint(folder, first.model, record, { optimizer: first.optimizer });
        stop.abort(new Error('stopped'));
      },
    });
    await expect(fit(first)).rejects.toThrow('stopped');

    const { model, restoreOptimizer } = await loadCheckpoint(folder);
    const second = await optionsFor({ model, resume: left!.progress });
    await restoreOptimizer(second.optimizer);
    const rest = await fit(second);
    expect(rest.validationHistory).toEqual(unbroken.validationHistory);
    expect(rest.trainingHistory).toEqual(unbroken.trainingHistory.slice(9));
    expect(weightsOf(model)).toEqual(weightsOf(whole.model));
  });

  it('fit leaks no tensors', async () => {
    const options = await optionsFor({ epochs: 1, resume: { validationHistory: [] } });
    await expect(() => fit(options)).toLeakNoTensors({ times: 2 });
  });
});
