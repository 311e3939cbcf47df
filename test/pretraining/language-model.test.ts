import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { randomFrom } from '../../lib/batches';
import { adam } from '../../lib/optimizers';
import {
  languageModel,
  loadLanguageModel,
  perplexity,
  saveLanguageModel,
  trainLanguageModel,
} from '../../lib/pretraining';
import {
  type CarriedState,
  type LanguageModel,
  languageModelGradients,
  languageModelLoss,
  lookupsOf,
  weightsOf,
  zeroState,
} from '../../lib/pretraining/language-model';
import { candidatesFor } from '../../lib/pretraining/sampled-softmax';
import { type StreamBatch, tokenStreams } from '../../lib/pretraining/token-streams';
import '../tensor-leaks';
import { sentenceCorpus } from './corpus';

await ready();

const corpus = await sentenceCorpus();
const vocabularySize = corpus.vocabulary.words.length;
const sizes = { vocabularySize, dimensions: 6, units: 8, seed: 3 };

function untrained(): LanguageModel {
  const random = randomFrom(5);
  return languageModel(
    sizes,
    Float32Array.from({ length: vocabularySize * sizes.dimensions }, () => random.integer(-300, 300) / 1000),
  );
}

const streams = { streams: 4, timeSteps: 6, seed: 1 };
const firstBatch = () => tokenStreams(corpus, streams).next().value!;
const allCandidates = (targets: Int32Array) =>
  candidatesFor(targets, { vocabularySize, frequent: vocabularySize, drawn: 0, random: randomFrom(1) });

/** Returns what `languageModelGradients` returns, and the gathered rows. */
function gradientsOf(model: LanguageModel, state: CarriedState, batch: StreamBatch) {
  const candidates = allCandidates(batch.targets);
  const lookups = lookupsOf(model, batch, candidates);
  const rows = lookups.map(({ layer, ids }) => layer.gatherRows(ids));
  const found = languageModelGradients(model, rows, state, batch, candidates);
  for (const { layer } of lookups) layer.releaseRows();
  return { ...found, rows };
}

describe('languageModelGradients and languageModelLoss', () => {
  it('gradients match finite differences of the loss', () => {
    const model = untrained();
    const batch = firstBatch();
    const state = zeroState(model, 4);
    const { gradients, rows } = gradientsOf(model, state, batch);
    const loss = () => {
      const found = languageModelLoss(model, state, batch);
      tf.dispose({ ...found.state });
      return found.loss;
    };
    const slope = (weight: tf.Variable, at: number) => {
      const values = weight.dataSync<'float32'>().slice();
      const before = values[at]!;
      const lossAt = (value: number) => {
        values[at] = value;
        tf.tidy(() => weight.assign(tf.tensor(values, weight.shape)));
        return loss();
      };
      const [high, low] = [lossAt(before + 0.01), lossAt(before - 0.01)];
      lossAt(before);
      return (high - low) / 0.02;
    };
    const { embeddings, wordBias } = weightsOf(model);
    const [ofVectors, ofBiases] = rows.map(({ variable }) => gradients[variable.name]!.dataSync());
    for (const [row, at] of [
      [2, 1],
      [30, 4],
      [vocabularySize - 1, 0],
    ] as const) {
      const id = rows[0]!.ids[row]!;
      expect(ofVectors![row * 6 + at]).toBeCloseTo(slope(embeddings, id * 6 + at), 4);
      expect(ofBiases![row]).toBeCloseTo(slope(wordBias, id), 4);
    }
    for (const weight of Object.values(model.weights))
      for (const at of [0, weight.size - 1])
        expect(gradients[weight.name]!.dataSync()[at]).toBeCloseTo(slope(weight, at), 4);
  });

  it('two batches with carried state have the loss of one long batch', () => {
    const model = untrained();
    const stream = tokenStreams(corpus, streams);
    const [a, b] = [stream.next().value!, stream.next().value!];
    const both = {
      inputs: Int32Array.of(...a.inputs, ...b.inputs),
      targets: Int32Array.of(...a.targets, ...b.targets),
      first: true,
    };
    const zero = zeroState(model, 4);
    const first = languageModelLoss(model, zero, a);
    const second = languageModelLoss(model, first.state, b);
    const whole = languageModelLoss(model, zero, both);
    expect((first.loss + second.loss) / 2).toBeCloseTo(whole.loss, 5);
  });

  it('a step and a loss leak no tensors', () => {
    const model = untrained();
    const batch = firstBatch();
    const state = zeroState(model, 4);
    expect(() => {
      const { loss, state: after, gradients } = gradientsOf(model, state, batch);
      tf.dispose([loss, { ...after }, gradients]);
    }).toLeakNoTensors();
    expect(() => ({ ...languageModelLoss(model, state, batch).state })).toLeakNoTensors();
  });
});

/** Returns the weights of a model by name. */
const valuesOf = (model: LanguageModel) =>
  Object.fromEntries(Object.entries(weightsOf(model)).map(([name, weight]) => [name, weight.dataSync()]));

describe('trainLanguageModel', () => {
  const train = (model: LanguageModel, steps: number, more: object = {}) =>
    trainLanguageModel({
      ...{ model, corpus, steps, ...streams, frequent: 20, drawn: 30 },
      optimizer: adam({ learningRate: 0.01, beta2: 0.99, sparse: true }),
      ...more,
    });

  it('perplexity falls to less than a quarter on the training set', { timeout: 300_000 }, async () => {
    const model = untrained();
    const before = await perplexity(model, corpus);
    await train(model, 120, { optimizer: adam({ learningRate: 0.03, beta2: 0.99, sparse: true }) });
    expect(before).toBeGreaterThan(vocabularySize / 2);
    expect(await perplexity(model, corpus)).toBeLessThan(before / 4);
  });

  it('a run resumed from saved files ends with the weights of an uninterrupted run', {
    timeout: 300_000,
  }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'language-model-'));
    const unbroken = untrained();
    await train(unbroken, 20);
    const optimizer = adam({ learningRate: 0.01, beta2: 0.99, sparse: true });
    const model = untrained();
    await train(model, 12, {
      optimizer,
      onStep: async (step: number, state: CarriedState) => {
        if (step === 12)
          await saveLanguageModel(
            folder,
            model,
            corpus.vocabulary,
            { step, about: { note: 'half' } },
            { optimizer, state },
          );
      },
    });
    const saved = await loadLanguageModel(folder);
    expect(saved.record).toEqual({ step: 12, about: { note: 'half' } });
    const again = adam({ learningRate: 0.01, beta2: 0.99, sparse: true });
    const state = await saved.resume(again);
    await train(saved.model, 20, { optimizer: again, resume: { step: 12, state } });
    expect(valuesOf(saved.model)).toEqual(valuesOf(unbroken));
    await rm(folder, { recursive: true });
  });

  it('an abort signal stops training', async () => {
    const stop = new AbortController();
    const running = train(untrained(), 1000, {
      signal: stop.signal,
      onStep: (step: number) => {
        if (step === 3) stop.abort();
      },
    });
    await expect(running).rejects.toThrow('abort');
  });

  it('a NaN loss throws', async () => {
    const model = untrained();
    tf.tidy(() => model.wordBias.setWeights([tf.fill([vocabularySize, 1], Number.NaN)]));
    await expect(train(model, 50)).rejects.toThrow('the loss is NaN');
  });
});

describe('loadLanguageModel', () => {
  it('reads embeddings with one dimension and other names, which earlier versions saved', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'language-model-'));
    const model = untrained();
    await saveLanguageModel(folder, model, corpus.vocabulary, { step: 0, about: {} });
    const record = join(folder, 'language-model.json');
    const { files, sha256, ...file } = JSON.parse(await readFile(record, 'utf8'));
    const { vocabularySize: words, ...others } = file.config;
    const config = { ...others, words };
    for (const weight of file.weights)
      if (['embeddings', 'wordBias'].includes(weight.name))
        weight.shape = [weight.shape.reduce((size: number, length: number) => size * length)];
    await writeFile(record, JSON.stringify({ ...file, format: 1, config }));
    expect(valuesOf((await loadLanguageModel(folder)).model)).toEqual(valuesOf(model));
    await rm(folder, { recursive: true });
  });
});
