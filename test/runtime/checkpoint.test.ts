import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildVocabulary, type ClassifierParts, createClassifier, ready, tf, tokenizer } from '../../lib';
import { averageOfLogits, embedding, fastLstm, lastState, reverseSequence } from '../../lib/layers';
import { load } from '../../runtime';

const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
beforeAll(async () => {
  await ready();
});
afterAll(() => rmSync(folder, { recursive: true }));

const TEXTS = ['good film but bad end', 'a bad, bad film!', 'Good'];
const lookup = buildVocabulary(TEXTS.map((text) => tokenizer('punctuation').tokenize(text)));
/** Large initial weights: with small ones all texts have nearly the same probabilities. */
const large = () => tf.initializers.randomNormal({ stddev: 1, seed: 5 });

type Symbolic = tf.SymbolicTensor;
const applied = (layer: tf.layers.Layer, ...inputs: Symbolic[]) =>
  layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Symbolic;
const vectors = () =>
  embedding({ inputDim: lookup.words.length, outputDim: 3, embeddingsInitializer: large() });
const lstm = (config = {}) =>
  fastLstm({ units: 4, recurrentActivation: 'sigmoid', kernelInitializer: large(), seed: 1, ...config });
const dense = (config = {}) => tf.layers.dense({ units: 2, kernelInitializer: large(), ...config });

/** Returns the model of token ids that a function of them gives. */
function modelOf(outputs: (ids: Symbolic) => Symbolic): tf.LayersModel {
  const inputs = tf.input({ shape: [null], dtype: 'int32' });
  return tf.model({ inputs, outputs: outputs(inputs) });
}

/** Returns a model of an LSTM, with more options of its layers. */
function network({ recurrent = {}, classifier = {} } = {}): tf.LayersModel {
  return modelOf((ids) => applied(dense(classifier), applied(lstm(recurrent), applied(vectors(), ids))));
}

/** Saves a classifier as a checkpoint. Returns its folder, and its probabilities of the texts. */
async function saved(model: tf.LayersModel, parts: Partial<ClassifierParts> = {}) {
  const place = join(folder, model.name);
  const classifier = createClassifier({
    model,
    tokenizer: tokenizer('punctuation'),
    lookup,
    classes: ['negative', 'positive'],
    maxLength: 10,
    ...parts,
  });
  await classifier.save(place);
  return { place, probabilities: [...(await classifier.predictProbabilities(TEXTS))] };
}

/** Expects that a checkpoint predicts what the library predicts, but for the 8 bits of the weights. */
async function expectSame(model: tf.LayersModel, parts?: Partial<ClassifierParts>) {
  const { place, probabilities } = await saved(model, parts);
  const found = (await load(place))(TEXTS).flatMap(({ scores }) => Object.values(scores));
  for (const [n, probability] of found.entries())
    expect(Math.abs(probability - probabilities[n]!)).toBeLessThan(0.01);
}

describe('a checkpoint', () => {
  it('whose two directions share an embedding predicts what the library predicts', async () => {
    const shared = vectors();
    const branch = (ids: Symbolic) => applied(dense(), applied(lstm(), applied(shared, ids)));
    const model = modelOf((ids) =>
      applied(averageOfLogits(), branch(ids), branch(applied(reverseSequence({ keep: 1 }), ids))),
    );
    await expectSame(model);
  });

  it.each<[string, () => tf.LayersModel, Partial<ClassifierParts>]>([
    ['no maxLength', () => network(), { maxLength: undefined }],
    ['a dense layer without bias', () => network({ classifier: { useBias: false } }), {}],
    ['an LSTM without bias', () => network({ recurrent: { useBias: false } }), {}],
    ['layers in a row', () => tf.sequential({ layers: [vectors(), lstm(), dense()] }), {}],
  ])('with %s predicts what the library predicts', async (_, model, parts) => expectSame(model(), parts));

  it.each<[string, () => tf.LayersModel, string]>([
    [
      'other gates',
      () => network({ recurrent: { recurrentActivation: 'hardSigmoid' } }),
      '(FastLSTM): its recurrent_activation is hard_sigmoid, not sigmoid',
    ],
    [
      'peepholes',
      () => network({ recurrent: { peepholes: 'diagonal' } }),
      '(FastLSTM): its peepholes is diagonal, not absent',
    ],
    [
      'a softmax',
      () => network({ classifier: { activation: 'softmax' } }),
      '(Dense): its activation is softmax, not linear',
    ],
    [
      'two layers',
      () => tf.sequential({ layers: [vectors(), lstm({ returnSequences: true }), lstm(), dense()] }),
      '(FastLSTM)',
    ],
  ])('with %s is refused, and the option named', async (_, model, message) => {
    const { place } = await saved(model());
    const refused = await load(place).catch((error: Error) => error.message);
    expect(refused).toMatch(/lstm-sentiment cannot run the layer/);
    expect(refused).toContain(message);
  });

  it('with an embedding of tfjs is read if that masks padding', async () => {
    const stock = (config = {}) =>
      tf.layers.embedding({
        inputDim: lookup.words.length,
        outputDim: 3,
        embeddingsInitializer: large(),
        ...config,
      });
    const model = (config = {}) =>
      modelOf((ids) => applied(dense(), applied(lstm(), applied(stock(config), ids))));
    await expectSame(model({ maskZero: true }));
    const { place } = await saved(model(), { paddedLength: 20 });
    await expect(load(place)).rejects.toThrow(/cannot run the layer embedding\S* \(Embedding\)/);
  });

  it('whose two directions share all layers predicts what the library predicts', async () => {
    const layers = [vectors(), lstm({ returnSequences: true }), lastState(), dense()];
    const branch = (ids: Symbolic) => layers.reduce((inputs, layer) => applied(layer, inputs), ids);
    const model = modelOf((ids) =>
      applied(averageOfLogits(), branch(ids), branch(applied(reverseSequence({ keep: 1 }), ids))),
    );
    await expectSame(model);
  });
});
