import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { loadClassifier, toOnnxModel } from '../../lib/classifier';
import { idsOfText } from '../../lib/classifier/parts';
import { fastGru, fastLstm, padLeft } from '../../lib/layers';
import { pretrainedModel } from '../../lib/models';
import '../tensor-leaks';
import { begun, documents, furthest, logitsOf, lstm, models, sequence, tokens } from './exported-models';

beforeAll(async () => {
  await ready();
});

/**
 * What is used of onnxruntime-node, which is not a dependency: npm install --no-save
 * onnxruntime-node
 */
interface OnnxRuntime {
  InferenceSession: {
    create(model: Uint8Array): Promise<{
      run(inputs: { ids: unknown }): Promise<{ logits: { data: Float32Array } }>;
    }>;
  };
  Tensor: new (type: 'int64', values: BigInt64Array, shape: readonly number[]) => unknown;
}

const runtime = (() => {
  try {
    return createRequire(__filename)('onnxruntime-node') as OnnxRuntime;
  } catch {
    return undefined;
  }
})();

/** Returns the outputs of onnxruntime for padded rows of token ids. */
async function outputsInOnnxRuntime(
  model: Uint8Array,
  rows: readonly Int32Array[],
  length: number,
): Promise<number[]> {
  const ids = BigInt64Array.from(
    rows.flatMap((row) => [...row, ...Array(length - row.length).fill(0)]),
    BigInt,
  );
  const session = await runtime!.InferenceSession.create(model);
  const { logits } = await session.run({ ids: new runtime!.Tensor('int64', ids, [rows.length, length]) });
  return [...logits.data];
}

describe('toOnnxModel', () => {
  const { 'an LSTM that reads from the end': _, ...others } = models;
  const cases: Record<string, () => tf.LayersModel> = {
    ...others,
    'an LSTM that reads from the end': () =>
      sequence(tokens(), lstm({ goBackwards: true, returnSequences: false })),
    'a GRU with resetAfter': () => {
      const biasInitializer = tf.initializers.randomNormal({ seed: 3 }) as unknown as 'randomNormal';
      return sequence(tokens(), fastGru({ units: 3, seed: 1, resetAfter: true, biasInitializer }));
    },
    'padding in front': () =>
      sequence(padLeft({ inputShape: [null] }), tokens(false), lstm({ returnSequences: false })),
  };
  it.skipIf(!runtime).each(Object.keys(cases))('onnxruntime gives the same logits: %s', async (name) => {
    const model = cases[name]!();
    const found = await outputsInOnnxRuntime(toOnnxModel(model), documents, 6);
    const expected = logitsOf(model);
    expect(found).toHaveLength(expected.length);
    expect(furthest(found, expected)).toBeLessThan(1e-5);
    model.dispose();
  });

  it.skipIf(!runtime)('onnxruntime gives the same logits: the pretrained network', async () => {
    const model = pretrainedModel({ vocabularySize: 12, dimensions: 4, units: 3 });
    for (const layer of model.layers)
      layer.setWeights(
        layer.getWeights().map(({ shape }, n) => tf.randomNormal(shape, 0, 0.5, 'float32', n + 1)),
      );
    const found = await outputsInOnnxRuntime(toOnnxModel(model), begun, 7);
    expect(furthest(found, logitsOf(model, begun))).toBeLessThan(1e-5);
    model.dispose();
  });

  it.skipIf(!runtime)('onnxruntime gives the same probabilities: the bundled model', async () => {
    const classifier = await loadClassifier('imdb');
    const texts = ['Not a perfect film, but a wonderful one.', 'Dull.', ''];
    const rows = texts.map((text) => idsOfText(classifier, text));
    const logits = await outputsInOnnxRuntime(toOnnxModel(classifier.model), rows, 20);
    const expected = await classifier.predictProbabilities(texts);
    for (const [at, logit] of logits.entries())
      expect(1 / (1 + Math.exp(-logit / classifier.temperature!))).toBeCloseTo(expected[2 * at + 1]!, 5);
  });

  it('leaks no tensors', () => {
    const model = models['two bidirectional LSTMs']!();
    expect(() => toOnnxModel(model)).toLeakNoTensors();
  });

  it('names what it cannot export', () => {
    const converted =
      (...layers: tf.layers.Layer[]) =>
      () =>
        toOnnxModel(sequence(...layers));
    expect(converted(tokens(), lstm({ peepholes: 'output' }))).toThrow(/peepholes are not exported to ONNX/);
    expect(converted(tokens(), fastLstm({ units: 3, activation: 'relu' }))).toThrow(
      /only tanh, with sigmoid/,
    );
    expect(converted(tokens(), lstm({ goBackwards: true }))).toThrow(/goBackwards with returnSequences/);
    expect(converted(tokens(), lstm(), tf.layers.globalMaxPooling1d())).toThrow(
      /layers of class GlobalMaxPooling1D are not exported to ONNX/,
    );
  });
});
