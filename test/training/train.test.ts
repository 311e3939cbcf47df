import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { toBatch, trainingBatches } from '../../lib/batches';
import { accuracyOf } from '../../lib/evaluation';
import { crossEntropy } from '../../lib/loss';
import { oreillyModel } from '../../lib/models';
import { DivergedError, requireNotDiverged, train } from '../../lib/training';
import { examplesFor, vectorsFor } from '../models/sentences';

beforeAll(async () => {
  await ready();
});

const vectors = vectorsFor('train-test');

async function setUp(seed = 1) {
  const model = oreillyModel(vectors, { pooling: 'mean', lstmUnits: 16 });
  const batches = trainingBatches(await examplesFor(vectors), { batchSize: 8, seed });
  return { model, batches, optimizer: tf.train.adam(0.01) };
}

describe('train', () => {
  it('the loss falls, and metrics come at the first step, every n steps and at the last', async () => {
    const history = await train({ ...(await setUp()), steps: 121, logEvery: 40 });
    expect(history.map(({ step }) => step)).toEqual([0, 40, 80, 120]);
    expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss / 2);
  });

  it('equal seeds give equal learning curves', async () => {
    const run = async () => train({ ...(await setUp()), steps: 30, logEvery: 1 });
    expect(await run()).toEqual(await run());
  });

  it('an abort signal ends training before the next step', async () => {
    const stop = new AbortController();
    let steps = 0;
    const stopped = train({
      ...(await setUp()),
      steps: 1000,
      signal: stop.signal,
      onStep: (done) => {
        steps = done;
        if (done === 3) stop.abort(new Error('aborted'));
      },
    });
    await expect(stopped).rejects.toThrow('aborted');
    expect(steps).toBe(3);
  });

  it('onStep can end training, and progress then ends, too', async () => {
    const shown: [number, number][] = [];
    const history = await train({
      ...(await setUp()),
      steps: 1000,
      logEvery: 1,
      progress: (done, total) => void shown.push([done, total]),
      onStep: (done) => (done === 3 ? 'stop' : undefined),
    });
    expect(history.map(({ step }) => step)).toEqual([0, 1, 2]);
    expect(shown.at(-1)).toEqual([3, 3]);
  });

  it('training leaks no tensors', async () => {
    const parts = await setUp();
    await train({ ...parts, steps: 2 });
    const before = tf.memory().numTensors;
    await train({ ...parts, steps: 40 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('a NaN loss throws with advice', async () => {
    const parts = await setUp();
    const [first, ...rest] = parts.model.getWeights();
    parts.model.setWeights([tf.fill(first!.shape, Number.NaN), ...rest]);
    await expect(train({ ...parts, steps: 3 })).rejects.toThrow(
      /loss is NaN before the first update: the initial weights or the inputs/,
    );
  });

  it('a loss that rises far beyond the first one throws, one that starts large may not fall', () => {
    const check = (loss: number, first?: number) => () => requireNotDiverged({ step: 7, loss }, first);
    for (const [loss, first] of [
      [1e30, 1e3],
      [20_000, 0.7],
      [Number.NaN, 1],
      [-Infinity, 1],
    ] as const)
      expect(check(loss, first), `${loss} after ${first}`).toThrow(DivergedError);
    expect(check(2e9)).toThrow('the loss is 2000000000 at step 7: lower the learning rate');
    for (const [loss, first] of [
      [9000, 0.7],
      [1e6, 1e6],
    ] as const)
      expect(check(loss, first), `${loss} after ${first}`).not.toThrow();
  });

  it('running out of batches throws', async () => {
    const parts = await setUp();
    const examples = await examplesFor(vectors);
    const batches = [toBatch(examples, [0, 1])].values();
    await expect(train({ ...parts, batches, steps: 2 })).rejects.toThrow(
      'no more batches after 1 of 2 steps',
    );
  });
});

describe('crossEntropy and accuracyOf', () => {
  const logits = () => tf.tensor2d([2, 0, 0, 1, 1, 3], [3, 2]);
  const labels = () => tf.tensor1d([0, 0, 1], 'int32');

  it('cross-entropy is the average of -log softmax of the label', () => {
    const nats = [2, -1, 2].map((margin) => Math.log(1 + Math.exp(-margin)));
    const expected = nats.reduce((sum, value) => sum + value, 0) / 3;
    expect(crossEntropy(logits(), labels()).dataSync()[0]).toBeCloseTo(expected, 6);
  });

  it('accuracy is the share of rows whose largest logit is that of the label', () =>
    expect(accuracyOf(logits(), labels()).dataSync()[0]).toBeCloseTo(2 / 3, 6));
});
