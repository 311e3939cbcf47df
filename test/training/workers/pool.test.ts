import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../../lib/backend';
import { trainingBatches } from '../../../lib/batches';
import { dropout, embedding, fastLstm, frozenEmbedding, meanOverTime } from '../../../lib/layers';
import { adam, rmsprop } from '../../../lib/optimizers';
import { type Adversarial, train } from '../../../lib/training';
import { examplesFor, vectorsFor } from '../../models/sentences';

beforeAll(async () => {
  await ready();
});

const vectors = vectorsFor('worker-pool-test');
const vocabularySize = vectors.matrix.length / vectors.dimensions;

function modelWith(embedding: tf.layers.Layer): tf.LayersModel {
  return tf.sequential({
    layers: [
      embedding,
      fastLstm({ units: 6, returnSequences: true, dropout: 0.2, recurrentDropout: 0.2, seed: 1 }),
      meanOverTime(),
      dropout({ rate: 0.5, seed: 2 }),
      tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) }),
    ],
  });
}

const embeddings = {
  'frozen vectors': () => frozenEmbedding({ vectors }),
  'sparse updates': () => embedding({ inputDim: vocabularySize, outputDim: 8, seed: 4 }),
};

/** Adversarial training needs trainable vectors. */
const adversarial: Record<string, Adversarial> = { 'sparse updates': { epsilon: 1 } };

async function losses(name: keyof typeof embeddings, workers: number): Promise<number[]> {
  const history = await train({
    model: modelWith(embeddings[name]()),
    // batches of 7, 7, 7, 7 and 4
    batches: trainingBatches(await examplesFor(vectors), { batchSize: 7, seed: 5 }),
    optimizer: rmsprop(),
    steps: 12,
    logEvery: 1,
    globalClipNorm: 0.5,
    adversarial: adversarial[name],
    workers,
  });
  return history.map(({ loss, accuracy }) => loss + accuracy);
}

/** Returns the ids of the worker processes of this process, and of their parents. */
function workerProcesses(): { id: number; parent: number }[] {
  const list = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' });
  return list
    .split('\n')
    .filter((line) => /workers[\\/]worker\.ts/.test(line) && line.includes(`-${process.pid}-`))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([id = 0, parent = 0]) => ({ id, parent }));
}

describe.skipIf(process.platform === 'win32')('train with data-parallel workers', () => {
  it.each(Object.keys(embeddings) as (keyof typeof embeddings)[])(
    'several workers give the losses of one worker up to rounding: %s',
    { timeout: 300_000 },
    async (name) => {
      const one = await losses(name, 1);
      for (const workers of [2, 3]) {
        const several = await losses(name, workers);
        for (const [step, loss] of several.entries()) expect(loss, `step ${step}`).toBeCloseTo(one[step]!, 5);
      }
      await expect.poll(workerProcesses, { timeout: 60_000 }).toEqual([]);
    },
  );

  it('a worker that dies ends training with an error, and workers are not child processes', {
    timeout: 300_000,
  }, async () => {
    let running: ReturnType<typeof workerProcesses> = [];
    const run = train({
      model: modelWith(embeddings['frozen vectors']()),
      batches: trainingBatches(await examplesFor(vectors), { batchSize: 8, seed: 5 }),
      optimizer: adam(),
      steps: 100_000,
      workers: 2,
      onStep(done) {
        if (done !== 3) return;
        running = workerProcesses();
        for (const { id } of running) process.kill(id, 'SIGKILL');
      },
    });
    await expect(run).rejects.toThrow(/worker process 2 is gone \(.*\): resume from the last checkpoint/);
    expect(running).toHaveLength(1);
    // The end of a child process would be a signal: see lib/signals.ts.
    expect(running[0]!.parent).not.toBe(process.pid);
  });

  it('the error names a layer class that the workers do not know', { timeout: 300_000 }, async () => {
    class CustomLayer extends tf.layers.Layer {
      static className = 'CustomLayer';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return [inputs].flat()[0]!.clone();
      }
    }
    const model = modelWith(embeddings['frozen vectors']());
    (model as tf.Sequential).add(new CustomLayer({}));
    const batches = trainingBatches(await examplesFor(vectors), { batchSize: 8, seed: 5 });
    await expect(train({ model, batches, optimizer: adam(), steps: 1, workers: 2 })).rejects.toThrow(
      /a worker process failed: .*CustomLayer/,
    );
  });

  it('an invalid number of workers throws', async () => {
    const model = modelWith(embeddings['frozen vectors']());
    const batches = trainingBatches(await examplesFor(vectors), { batchSize: 8, seed: 5 });
    for (const workers of [0, 1.5])
      await expect(train({ model, batches, optimizer: adam(), steps: 1, workers })).rejects.toThrow(
        `${workers} workers`,
      );
  });
});
