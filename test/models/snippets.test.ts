/**
 * Systems learn something from real sentences, with their own texts' settings. That simple and theano do is asserted
 * in their notebooks, 13 and 14.
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
  /** Columns that texts are padded to. */
  time?: number;
}

/** Trains, and expects to be right more often than always answering the most frequent class, by three standard errors. */
async function expectToLearn(run: Run) {
  const { model, optimizer, batchSize, steps, time } = run;
  const batches = trainingBatches(run.train, { batchSize, seed: 0, time });
  await train({ model, optimizer, batches, steps });
  const { accuracy, baseline, standardError } = await evaluate(model, run.test, { time });
  expect(accuracy).toBeGreaterThan(baseline + 3 * standardError);
}

const longest = (...parts: Examples[]) =>
  Math.max(...parts.flatMap(({ ids }) => ids.map(({ length }) => length)));

describe.skipIf(!snippetsInstalled)('from sentences of film reviews', () => {
  it.skipIf(!isInstalled('glove-50'))('keras learns in its one epoch', async () => {
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
  });

  it.skipIf(!isInstalled('glove-50'))('oreilly learns in an epoch, though it reads padding', async () => {
    const vectors = await loadVectors('glove-50', { order: 'oreilly' });
    const examples = await encoded(await snippets(), vectors);
    const { batchSize } = OREILLY_TRAINING;
    await expectToLearn({
      ...examples,
      model: oreillyModel(vectors),
      optimizer: oreillyOptimizer(),
      batchSize,
      steps: Math.ceil(examples.train.ids.length / batchSize),
      time: longest(examples.train, examples.test),
    });
  });

  it('simple tells negative, neutral and positive apart', async () => {
    const texts = await snippets(0.5);
    const vocabulary = buildVocabulary(tokensOf(texts.train));
    const examples = await encoded(texts, vocabulary, ['negative', 'neutral', 'positive']);
    const { batchSize, trainSteps } = SIMPLE_TRAINING;
    await expectToLearn({
      ...examples,
      model: simpleModel({
        vocabularySize: vocabulary.words.length,
        sequenceLen: longest(examples.train, examples.test),
        numClasses: 3,
      }),
      optimizer: simpleOptimizer(),
      batchSize,
      steps: trainSteps,
    });
  });
});
