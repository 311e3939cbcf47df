import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { encode, padRows, trainingBatches } from '../../lib/batches';
import { evaluate } from '../../lib/evaluation';
import { simpleModel, simpleOptimizer } from '../../lib/models';
import { buildVocabulary } from '../../lib/text';
import { train } from '../../lib/training';
import { SENTENCES } from './sentences';
import { tokensOf } from './snippets';

beforeAll(async () => {
  await ready();
});

const sizes = { vocabularySize: 40, sequenceLength: 12 };
const rows = [Int32Array.of(4, 5, 6, 4), Int32Array.of(7, 8)];
const predicted = (model: tf.LayersModel, ids: tf.Tensor) => (model.predict(ids) as tf.Tensor2D).arraySync();
const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => [...weight.dataSync()]);

describe('simpleModel', () => {
  it('has the parameters of an embedding, an LSTM and an output layer', () => {
    const [words, size, units] = [40, 75, 75];
    const lstm = 4 * units * (size + units + 1);
    expect(simpleModel(sizes).countParams()).toBe(words * size + lstm + (units + 1) * 2);
  });

  it('initial weights follow the distributions of the original code under TensorFlow 0.12', () => {
    const [embedding, kernel, recurrent, lstmBias, weight, bias] = weightsOf(
      simpleModel({ ...sizes, vocabularySize: 1000, seed: 4 }),
    ) as [number[], number[], number[], number[], number[], number[]];
    const largest = (values: number[]) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest(embedding)).toBeGreaterThan(0.99);
    expect(largest(embedding)).toBeLessThanOrEqual(1);
    for (const matrix of [kernel, recurrent]) {
      expect(largest(matrix)).toBeGreaterThan(0.99 * Math.sqrt(3 / 150));
      expect(largest(matrix)).toBeLessThanOrEqual(Math.fround(Math.sqrt(3 / 150)));
    }
    const [i, f, g, o] = [0, 1, 2, 3].map((gate) => new Set(lstmBias.slice(gate * 75, (gate + 1) * 75)));
    expect([i, f, g, o].map((gate) => [...gate!])).toEqual([[0], [1], [0], [0]]);
    expect(largest(weight)).toBeGreaterThan(1.5);
    expect(largest(weight)).toBeLessThanOrEqual(2);
    expect(bias).toEqual([Math.fround(0.1), Math.fround(0.1)]);
  });

  it('equal seeds give equal initial weights, and other seeds give others', () => {
    expect(weightsOf(simpleModel({ ...sizes, seed: 3 }))).toEqual(
      weightsOf(simpleModel({ ...sizes, seed: 3 })),
    );
    expect(weightsOf(simpleModel({ ...sizes, seed: 3 }))).not.toEqual(weightsOf(simpleModel(sizes)));
  });

  it.each(['columns', 'words'] as const)(
    'padding does not change the logits with the average over %s',
    (meanOver) => {
      const model = simpleModel({ ...sizes, meanOver });
      const [narrow, wide] = [predicted(model, padRows(rows)), predicted(model, padRows(rows, 12))];
      for (const [row, logits] of narrow.entries())
        for (const [n, logit] of logits.entries()) expect(wide[row]![n]).toBeCloseTo(logit, 5);
    },
  );

  it('averages over all columns, as the original code does, or over the tokens of each document', () => {
    const classifierOf = (model: tf.LayersModel) =>
      model.getWeights().slice(-2) as [tf.Tensor2D, tf.Tensor1D];
    const meansOf = (meanOver: 'columns' | 'words') => {
      const model = simpleModel({ ...sizes, meanOver, seed: 2 });
      const pooled = tf.model({ inputs: model.inputs, outputs: model.layers.at(-2)!.output });
      expect(classifierOf(model)[0].shape).toEqual([75, 2]);
      return predicted(pooled, padRows(rows));
    };
    const [columns, words] = [meansOf('columns'), meansOf('words')];
    for (const [row, { length }] of rows.entries())
      for (const unit of [0, 30, 74])
        expect(columns[row]![unit]! * 12).toBeCloseTo(words[row]![unit]! * length, 5);
  });

  it('dropout of 0.5 before and after the LSTM acts in training only', () => {
    const model = simpleModel({ ...sizes, seed: 1 });
    const ids = padRows(rows);
    expect(predicted(model, ids)).toEqual(predicted(model, ids));
    const [one, two] = [1, 2].map(() => (model.apply(ids, { training: true }) as tf.Tensor2D).arraySync());
    expect(one).not.toEqual(two);
    expect(model.layers.map((layer) => layer.getConfig()['rate']).filter(Boolean)).toEqual([0.5, 0.5]);
    const kept = simpleModel({ ...sizes, seed: 1, dropoutKeepProb: 1 });
    expect((kept.apply(ids, { training: true }) as tf.Tensor2D).arraySync()).toEqual(predicted(kept, ids));
  });

  it.each(['columns', 'words'] as const)(
    'overfits thirty-two sentences with the average over %s',
    { timeout: 300_000 },
    async (meanOver) => {
      const vocabulary = buildVocabulary(tokensOf(SENTENCES));
      const examples = await encode(SENTENCES, vocabulary);
      const vocabularySize = vocabulary.words.length;
      const model = simpleModel({ vocabularySize, sequenceLength: 12, dropoutKeepProb: 1, meanOver });
      const batches = trainingBatches(examples, { batchSize: 32, seed: 2 });
      await train({ model, batches, optimizer: simpleOptimizer(), steps: 160 });
      const { accuracy, loss } = await evaluate(model, examples);
      expect(accuracy).toBe(1);
      expect(loss).toBeLessThan(0.01);
    },
  );
});
