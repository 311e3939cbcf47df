import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { padRows, tokenIds, trainingBatches } from '../../lib/batches';
import { evaluate } from '../../lib/evaluation';
import { plainLstm } from '../../lib/layers';
import { crossEntropy } from '../../lib/loss';
import { PRETRAINED, type PretrainedConfig, pretrainedModel, startFrom } from '../../lib/models';
import { adam } from '../../lib/optimizers';
import { languageModel } from '../../lib/pretraining';
import { tokenizer } from '../../lib/text';
import { train } from '../../lib/training';
import { expectClose } from '../layers/gradients';
import { sentenceCorpus } from '../pretraining/corpus';
import { SENTENCES } from './sentences';

beforeAll(async () => {
  await ready();
});

const corpus = await sentenceCorpus();
const vocabularySize = corpus.vocabulary.words.length;
const small: Partial<PretrainedConfig> = { vocabularySize, dimensions: 6, units: 5 };
const languageModelOf = (seed: number) => {
  const table = Float32Array.from({ length: vocabularySize * 6 }, (_, n) => Math.sin(n + seed) / 3);
  return languageModel({ vocabularySize, dimensions: 6, units: 5, seed }, table);
};

describe('pretrainedModel', () => {
  it('has the parameters of an embedding, an LSTM and a classifier per direction', () => {
    const { vocabularySize: V, dimensions: D, units: H } = PRETRAINED;
    expect(pretrainedModel().countParams()).toBe(2 * (V * D + 4 * H * (D + H + 1)) + 2 * (3 * H + 1));
    expect(pretrainedModel({ directions: ['forward'] }).countParams()).toBe(
      V * D + 4 * H * (D + H + 1) + 3 * H + 1,
    );
  });

  it('averages the logits that each direction computes from average, maximum and last output', () => {
    const model = pretrainedModel(small);
    const pretrained = { forward: languageModelOf(1), backward: languageModelOf(2) };
    startFrom(model, 'forward', pretrained.forward);
    startFrom(model, 'backward', pretrained.backward);
    const ids = [4, 9, 7, 11];
    const logits = (['forward', 'backward'] as const).map((direction) => {
      const { embedding, weights } = pretrained[direction];
      // The special token stays first.
      const tokens = direction === 'forward' ? ids : [4, 11, 7, 9];
      // (T, 1, D)
      const x = embedding.call(tf.tensor2d(tokens, [4, 1], 'int32')) as tf.Tensor3D;
      const start = tf.zeros([1, 5]) as tf.Tensor2D;
      const { kernel, recurrentKernel, bias } = weights;
      const { h } = plainLstm({ x, h0: start, c0: start, kernel, recurrentKernel, bias });
      const pooled = [h.mean(0), h.max(0), h.slice(3).squeeze([0])] as tf.Tensor2D[];
      const [weight, offset] = model.getLayer(`${direction}_classifier`).getWeights();
      return tf
        .concat(pooled, 1)
        .matMul(weight as tf.Tensor2D)
        .add(offset!);
    });
    const expected = tf.add(logits[0]!, logits[1]!).div(2);
    const padded = padRows([Int32Array.from(ids), Int32Array.of(4, 5, 6, 8, 9, 10)]);
    expectClose([(model.predict(padded) as tf.Tensor2D).slice(0, 1)], [expected]);
  });

  it('the training loss is the average of the losses of the two directions', () => {
    const withoutDropout = { ...small, dropout: 0, inputDropout: 0, wordDropout: 0 };
    const both = pretrainedModel(withoutDropout);
    const ids = padRows([Int32Array.of(4, 9, 7, 11), Int32Array.of(4, 5, 6)]);
    const labels = tf.tensor1d([1, 0], 'int32');
    const lossOf = (model: tf.LayersModel) => {
      const logits = model.apply(ids, { training: true }) as tf.Tensor2D;
      return crossEntropy(logits, labels).dataSync()[0]!;
    };
    const alone = (['forward', 'backward'] as const).map((direction) => {
      const model = pretrainedModel({ ...withoutDropout, directions: [direction] });
      for (const part of ['embedding', 'lstm', 'classifier'])
        model.getLayer(`${direction}_${part}`).setWeights(both.getLayer(`${direction}_${part}`).getWeights());
      return lossOf(model);
    });
    expect(alone[0]).not.toBeCloseTo(alone[1]!, 3);
    expect(lossOf(both)).toBeCloseTo((alone[0]! + alone[1]!) / 2, 6);
  });

  it('overfits thirty-two sentences', { timeout: 300_000 }, async () => {
    const model = pretrainedModel({ ...small, units: 12, dropout: 0, inputDropout: 0, wordDropout: 0.02 });
    const classes = ['negative', 'positive'] as const;
    const examples = {
      ids: SENTENCES.map(({ text }) => tokenIds(tokenizer('punctuation').tokenize(text), corpus.vocabulary)),
      labels: Int32Array.from(SENTENCES, ({ label }) => classes.indexOf(label as 'positive')),
      classes,
    };
    const optimizer = adam({ learningRate: 0.02, sparse: true });
    const batches = trainingBatches(examples, { batchSize: 16, seed: 1 });
    await train({ model, batches, optimizer, steps: 80, globalClipNorm: 1 });
    expect((await evaluate(model, examples)).loss).toBeLessThan(0.02);
  });

  it('a saved and loaded model predicts the same', async () => {
    const model = pretrainedModel(small);
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await tf.loadLayersModel({ load: async () => saved! });
    const ids = padRows([Int32Array.of(4, 9, 7), Int32Array.of(4)]);
    expectClose([loaded.predict(ids) as tf.Tensor], [model.predict(ids) as tf.Tensor]);
  });
});
