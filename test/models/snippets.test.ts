/**
 * Models learn from real sentences with the hyperparameters of their tutorials.
 * Notebooks 13 and 14 assert that for simple and theano.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { ready, type tf } from '../../lib/backend';
import { type Examples, trainingBatches } from '../../lib/batches';
import { isInstalled, loadVectors } from '../../lib/datasets';
import { evaluate } from '../../lib/evaluation';
import {
  KERAS_TRAINING,
  kerasModel,
  kerasOptimizer,
  OREILLY_TRAINING,
  oreillyModel,
  oreillyOptimizer,
  SIMPLE_TRAINING,
  simpleModel,
  simpleOptimizer,
} from '../../lib/models';
import { buildVocabulary } from '../../lib/text';
import { train } from '../../lib/training';
import { encoded, snippets, snippetsInstalled, tokensOf } from './snippets';

beforeAll(async () => {
  await ready();
});

interface Run {
  model: tf.LayersModel;
  optimizer: tf.Optimizer;
  train: Examples;
  test: Examples;
  batchSize: number;
  steps: number;
  /** Width that rows are padded to. */
  paddedLength?: number;
}

/** Expects a test accuracy three standard errors above the majority-class baseline. */
async function expectToLearn(run: Run) {
  const { model, optimizer, batchSize, steps, paddedLength } = run;
  const batches = trainingBatches(run.train, { batchSize, seed: 0, paddedLength });
  await train({ model, optimizer, batches, steps });
  const { accuracy, baseline, standardError } = await evaluate(model, run.test, { paddedLength });
  expect(accuracy).toBeGreaterThan(baseline + 3 * standardError);
}

const longest = (...parts: Examples[]) =>
  Math.max(...parts.flatMap(({ ids }) => ids.map(({ length }) => length)));

describe.skipIf(!snippetsInstalled)('training on sentences of film reviews', () => {
  it.skipIf(!isInstalled('glove-50'))(
    'kerasModel beats the majority-class baseline after one epoch',
    { timeout: 300_000 },
    async () => {
      const vectors = await loadVectors('glove-50', { order: 'oreilly' });
      const examples = await encoded(await snippets(), vectors);
      const { batchSize } = KERAS_TRAINING;
      await expectToLearn({
        ...examples,
        model: kerasModel(vectors),
        optimizer: kerasOptimizer(),
        batchSize,
        steps: Math.ceil(examples.train.ids.length / batchSize),
      });
    },
  );

  it.skipIf(!isInstalled('glove-50'))(
    'oreillyModel beats the majority-class baseline after one epoch without masking',
    { timeout: 300_000 },
    async () => {
      const vectors = await loadVectors('glove-50', { order: 'oreilly' });
      const examples = await encoded(await snippets(), vectors);
      const { batchSize } = OREILLY_TRAINING;
      await expectToLearn({
        ...examples,
        model: oreillyModel(vectors),
        optimizer: oreillyOptimizer(),
        batchSize,
        steps: Math.ceil(examples.train.ids.length / batchSize),
        paddedLength: longest(examples.train, examples.test),
      });
    },
  );

  it('simpleModel beats the majority-class baseline on three classes', { timeout: 300_000 }, async () => {
    const texts = await snippets(0.5);
    const vocabulary = buildVocabulary(tokensOf(texts.train));
    const examples = await encoded(texts, vocabulary, ['negative', 'neutral', 'positive']);
    const { batchSize, trainSteps } = SIMPLE_TRAINING;
    await expectToLearn({
      ...examples,
      model: simpleModel({
        vocabularySize: vocabulary.words.length,
        sequenceLength: longest(examples.train, examples.test),
        numClasses: 3,
      }),
      optimizer: simpleOptimizer(),
      batchSize,
      steps: trainSteps,
    });
  });
});
