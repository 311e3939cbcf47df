import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultsOf, type FlagValues } from '../../../experiments/runs/flags';
import { prepare } from '../../../experiments/runs/prepare';
import { resumeSystem, trainSystem } from '../../../experiments/runs/run';
import { pretrained } from '../../../experiments/systems/pretrained';
import { ready } from '../../../lib/backend';
import { encode, stratifiedSplit } from '../../../lib/batches';
import { latestCheckpoint } from '../../../lib/checkpoints';
import { createClassifier } from '../../../lib/classifier/classifier';
import { loadClassifier } from '../../../lib/classifier/load';
import { loadLanguageModel } from '../../../lib/pretraining';
import { tokenizer } from '../../../lib/text';
import { loadStored, vectorAt } from '../../../lib/vectors';
import { SENTENCES } from '../../models/sentences';
import { writeCsv } from './corpus';
import { sourceOf, writeLanguageModel } from './language-model';

const dir = mkdtempSync(join(tmpdir(), 'pretrained-'));
beforeAll(async () => {
  await ready();
  writeCsv(join(dir, 'data'));
  await writeLanguageModel(join(dir, 'lm'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const flags = (folder: string, more: FlagValues = {}) => ({
  ...defaultsOf(pretrained.flags),
  data: join(dir, 'data'),
  language_model: join(dir, 'lm'),
  checkpoints_root: join(dir, folder),
  summaries_dir: join(dir, 'logs'),
  batch_size: 6,
  validation_split: 0.25,
  ...more,
});

describe('the pretrained system', () => {
  it('training from language models reaches an accuracy above 80 %', { timeout: 300_000 }, async () => {
    const { folder, validation } = await trainSystem(
      pretrained,
      flags('learns', { epochs: 12, learning_rate: 0.03 }),
    );
    expect(validation).toHaveLength(12);
    const classifier = await loadClassifier(await latestCheckpoint(folder));
    const { accuracy } = await classifier.evaluate(SENTENCES);
    expect(accuracy).toBeGreaterThan(0.8);
    const [prediction] = await classifier.predict(['Loud, ugly and far too long!']);
    // No training sentence has an exclamation mark.
    expect(prediction).toMatchObject({ label: 'negative', tokenCount: 8, unknownCount: 1 });
    const [empty] = await classifier.predict(['']);
    expect(empty).toMatchObject({ tokenCount: 0 });
  });

  it('an exported model comes with its tokenizer and temperature', async () => {
    const { folder } = await trainSystem(pretrained, flags('exported', { epochs: 1 }));
    const classifier = await loadClassifier(await latestCheckpoint(folder));
    await createClassifier({ ...classifier, temperature: 1.5 }).export(join(dir, 'exported model'));
    const exported = JSON.parse(readFileSync(join(dir, 'exported model', 'classifier.json'), 'utf8'));
    expect(exported.tokenizer).toContain('words and punctuation marks');
    expect(exported.temperature).toBe(1.5);
  });

  it('validates on reviews that the language models have not read, with any seed and sample', async () => {
    const lm = await writeLanguageModel(join(dir, 'lm 7'), sourceOf({ splitSeed: 7 }));
    const labels = SENTENCES.map(({ label }) => label);
    const { validation: unread } = stratifiedSplit(labels, 0.25, 7);
    const unreadTexts = new Set(unread.map((at) => SENTENCES[at]!.text));
    const others: FlagValues[] = [
      { random_state: 1 },
      { random_state: 2, validation_split: 0.1 },
      { n_samples: 20 },
    ];
    for (const more of others) {
      const prepared = await prepare(pretrained, flags('split', { ...more, language_model: lm }));
      const { vocabulary, validation } = prepared;
      const textOf = (ids: Int32Array) => [...ids].map((id) => vocabulary!.words[id]).join(' ');
      const all = await encode(SENTENCES, vocabulary!, { tokenizer: tokenizer('punctuation') });
      const read = new Set(all.ids.filter((_, at) => !unreadTexts.has(SENTENCES[at]!.text)).map(textOf));
      expect(validation.ids.length).toBeGreaterThan(0);
      for (const ids of validation.ids) expect(read.has(textOf(ids))).toBe(false);
    }
  });

  it('refuses a validation set that is larger than what the language models have not read', async () => {
    await expect(prepare(pretrained, flags('large', { validation_split: 0.5 }))).rejects.toThrow(
      /were trained on all but 0.25 of the reviews/,
    );
  });

  it('startedFrom names the language models of the directions in use', async () => {
    const before = await pretrained.startedFrom!(flags('r', { directions: 'forward' }));
    expect(Object.keys(before!)).toEqual(['forward']);
    expect(await pretrained.startedFrom!(flags('r', { start: 'nothing' }))).toBeUndefined();
  });

  it('the initial embedding and LSTM are those of the language model', async () => {
    const { model } = pretrained.model(
      { tokenSource: await pretrained.tokenSource([], flags('w')), classes: ['negative', 'positive'] },
      flags('w', { directions: 'backward' }),
    );
    const saved = await loadLanguageModel(join(dir, 'lm', 'backward'));
    const { embedding, weights } = saved.model;
    const [vectors] = model.getLayer('backward_embedding').getWeights();
    expect(vectors!.dataSync()).toEqual(embedding.getWeights()[0]!.dataSync());
    const [kernel] = model.getLayer('backward_lstm').getWeights();
    expect(kernel!.dataSync()).toEqual(weights.kernel.dataSync());
  });

  it('the initial embedding is the scaled word vectors with --start vectors', async () => {
    const embeddingFrom = async (start: string) => {
      const values = flags('s', { directions: 'forward', start });
      const { model, config } = pretrained.model(
        { tokenSource: await pretrained.tokenSource([], values), classes: ['negative', 'positive'] },
        values,
      );
      const [embedding] = model.getLayer('forward_embedding').getWeights();
      const last = Array.from(embedding!.dataSync().slice(-(config['dimensions'] as number)));
      model.dispose();
      return last;
    };
    const saved = await loadStored(join(dir, 'lm', 'vectors'), 'vectors');
    const { vocabulary } = await loadLanguageModel(join(dir, 'lm', 'forward'));
    const word = vectorAt(saved, saved.idOf(vocabulary.words.at(-1)!)!);
    const fromVectors = await embeddingFrom('vectors');
    const scale = fromVectors[0]! / word[0]!;
    expect(scale).toBeGreaterThan(0);
    for (const [n, value] of fromVectors.entries()) expect(value).toBeCloseTo(scale * word[n]!, 5);
    expect(await embeddingFrom('nothing')).toHaveLength(128);
    const { folder } = await trainSystem(pretrained, flags('from vectors', { epochs: 1, start: 'vectors' }));
    expect(existsSync(folder)).toBe(true);
  });

  it('a resumed run ends with the weights of an uninterrupted run', { timeout: 300_000 }, async () => {
    const finalWeights = async (run: string) =>
      readFileSync(join(await latestCheckpoint(run), 'weights.bin'));
    const whole = await trainSystem(pretrained, flags('whole', { epochs: 2 }));
    const stop = new AbortController();
    const stopped = await trainSystem(pretrained, flags('stopped', { epochs: 2 }), {
      signal: stop.signal,
      onStep: ({ step }) => step === 5 && stop.abort(),
    }).catch((error) => error);
    await resumeSystem(pretrained, stopped.folder);
    expect(await finalWeights(stopped.folder)).toEqual(await finalWeights(whole.folder));
  });

  it('a missing language model throws and names the command that trains one', async () => {
    const missing = flags('missing', { language_model: join(dir, 'nowhere') });
    await expect(trainSystem(pretrained, missing)).rejects.toThrow('npm run pretrain makes one');
  });
});
