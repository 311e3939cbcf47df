import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { toBatch, trainingBatches } from '../../lib/batches';
import { dropout, embedding, fastLstm, meanOverTime, wordDropout } from '../../lib/layers';
import { maskStates, setMaskStates } from '../../lib/layers/dropout-masks';
import { adam } from '../../lib/optimizers';
import { batchGradients, train, trainableModel } from '../../lib/training';
import { tokenIdsOf } from '../../lib/training/gradients';
import { examplesFor, vectorsFor } from '../models/sentences';

beforeAll(async () => {
  await ready();
});

const WORDS = 9;
const EPSILON = 2;

/** Word vectors, their average and a classifier. */
function averageModel() {
  const words = embedding({ inputDim: WORDS, outputDim: 4, seed: 1 });
  const classifier = tf.layers.dense({
    units: 2,
    kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }),
  });
  return { words, model: tf.sequential({ layers: [words, meanOverTime(), classifier] }) };
}

/** Two texts of three and two tokens. No token occurs twice. */
const texts = () =>
  toBatch(
    {
      ids: [Int32Array.of(1, 2, 3), Int32Array.of(4, 5)],
      labels: Int32Array.of(0, 1),
      classes: ['negative', 'positive'],
    },
    [0, 1],
  );

/** Returns the gradients by the words and by the classifier's weights, as numbers. */
function gradientsOf(model: tf.LayersModel, adversarial?: { epsilon: number; weight?: number }): number[][] {
  const { loss, gradients } = batchGradients(
    trainableModel(model, false, { adversarial }),
    [],
    texts(),
    false,
  );
  const values = Object.values(gradients).map((gradient) => [...gradient.dataSync()]);
  tf.dispose([loss, gradients]);
  return values;
}

/** Returns each text's rows of a table `[words, 4]`, as one array. */
const rowsOf = (table: number[], tokens: number[]) => tokens.flatMap((id) => table.slice(4 * id, 4 * id + 4));

describe('adversarial training', () => {
  it('adds the gradients at word vectors that moved epsilon deviations along the gradient', () => {
    const { words, model } = averageModel();
    const table = [...words.getWeights()[0]!.dataSync()];
    const plain = gradientsOf(model);
    const found = gradientsOf(model, { epsilon: EPSILON, weight: 0.5 });

    const inBatch = 6; // padding and the words 1 to 5
    const column = (d: number) => table.slice(0, 4 * inBatch).filter((_, at) => at % 4 === d);
    const deviations = [0, 1, 2, 3].map((d) => {
      const mean = column(d).reduce((sum, value) => sum + value, 0) / inBatch;
      return Math.sqrt(column(d).reduce((sum, value) => sum + (value - mean) ** 2, 0) / inBatch);
    });
    const moved = [...table];
    const scaled = plain[0]!.map((gradient, at) => gradient * deviations[at % 4]!);
    for (const tokens of [
      [1, 2, 3],
      [4, 5],
    ]) {
      const length = Math.hypot(...rowsOf(scaled, tokens));
      for (const id of tokens)
        for (let d = 0; d < 4; d++)
          moved[4 * id + d]! += (EPSILON * deviations[d]! * scaled[4 * id + d]!) / length;
    }
    words.setWeights([tf.tensor2d(moved, [WORDS, 4])]);
    const shifted = gradientsOf(model);

    for (const [n, gradient] of found.entries())
      for (const [at, value] of gradient.entries())
        expect(value).toBeCloseTo(plain[n]![at]! + 0.5 * shifted[n]![at]!, 6);
  });

  it('sparse updates have the gradients of dense ones', () => {
    const { words, model } = averageModel();
    const dense = gradientsOf(model, { epsilon: EPSILON });
    const batch = texts();
    const trainable = trainableModel(model, true, { adversarial: { epsilon: EPSILON } });
    const ids = tokenIdsOf(trainable, batch);
    const rows = words.gatherRows(ids);
    const { loss, gradients } = batchGradients(trainable, [rows], batch, false);
    const ofRows = [...gradients[rows.variable.name]!.dataSync()];
    for (const [row, id] of ids.entries())
      for (let d = 0; d < 4; d++) expect(ofRows[4 * row + d]).toBeCloseTo(dense[0]![4 * id + d]!, 6);
    words.releaseRows();
    tf.dispose([loss, gradients]);
  });

  it('a regularization loss counts once', () => {
    const model = tf.sequential({
      layers: [
        embedding({ inputDim: WORDS, outputDim: 4, seed: 1 }),
        meanOverTime(),
        tf.layers.dense({
          units: 2,
          kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }),
          kernelRegularizer: tf.regularizers.l2({ l2: 0.5 }),
        }),
      ],
    });
    const { model: plain } = averageModel(); // the same, without the penalty
    const adversarial = { epsilon: EPSILON, weight: 3 };
    const [withPenalty, without] = [gradientsOf(model, adversarial), gradientsOf(plain, adversarial)];
    const kernel = model.getWeights()[1]!.dataSync();
    for (const [at, weight] of kernel.entries())
      expect(withPenalty[1]![at]! - without[1]![at]!).toBeCloseTo(weight, 5); // 2 * 0.5 * weight
  });

  it('both passes have the same dropout masks, and the next step has others', () => {
    const model = tf.sequential({
      layers: [
        wordDropout({ rate: 0.4, unknown: 8, seed: 3, inputShape: [null] } as never),
        embedding({ inputDim: WORDS, outputDim: 4, seed: 1 }),
        fastLstm({ units: 3, dropout: 0.5, seed: 4 }),
        dropout({ rate: 0.5, seed: 5 }),
        tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }) }),
      ],
    });
    const start = maskStates(model);
    const without = gradientsOf(model).flat();
    setMaskStates(model, start);
    // Where nothing moves, both passes have the same gradients.
    const both = gradientsOf(model, { epsilon: 0 }).flat();
    for (const [at, value] of both.entries()) expect(value).toBeCloseTo(2 * without[at]!, 6);
    expect(gradientsOf(model).flat()).not.toEqual(without);
  });

  it('trains, leaks no tensors, and leaves the layers as they were', async () => {
    const vectors = vectorsFor('adversarial-test');
    const inputDim = vectors.matrix.length / vectors.dimensions;
    const model = tf.sequential({
      layers: [
        embedding({ inputDim, outputDim: 8, seed: 1 }),
        fastLstm({ units: 8, returnSequences: true, dropout: 0.2, seed: 2 }),
        meanOverTime(),
        tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) }),
      ],
    });
    const batches = trainingBatches(await examplesFor(vectors), { batchSize: 8, seed: 1 });
    const options = { model, batches, optimizer: adam({ learningRate: 0.01, sparse: true }) };
    const adversarial = { epsilon: 1 };
    await train({ ...options, adversarial, steps: 2 });
    const before = tf.memory().numTensors;
    const history = await train({ ...options, adversarial, steps: 120, logEvery: 40 });
    expect(tf.memory().numTensors).toBe(before);
    expect(history.at(-1)!.loss).toBeLessThan(history[0]!.loss / 2);
  });

  it('a model without trainable word vectors is refused', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    expect(() => gradientsOf(model, { epsilon: 1 })).toThrow(/trainable word vectors/);
  });
});
