import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleModel } from '../../../experiments/bundle/bundle-model';
import { defaultsOf } from '../../../experiments/runs/flags';
import { trainSystem } from '../../../experiments/runs/run';
import { pretrained } from '../../../experiments/systems/pretrained';
import { systems } from '../../../experiments/systems/systems';
import { ready } from '../../../lib/backend';
import { bestCheckpoint } from '../../../lib/checkpoints';
import { loadClassifier } from '../../../lib/classifier/load';
import { formatAccuracy } from '../../../lib/evaluation';
import { SENTENCES } from '../../models/sentences';
import { writeFolders } from '../systems/corpus';
import { writeLanguageModel } from '../systems/language-model';

const dir = mkdtempSync(join(tmpdir(), 'bundle-'));
beforeAll(async () => {
  await ready();
  writeFolders(join(dir, 'data', 'train'));
  writeFolders(
    join(dir, 'data', 'test'),
    SENTENCES.filter((_, n) => n % 3 === 0),
  );
  await writeLanguageModel(join(dir, 'lm'));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('bundleModel', () => {
  it('a bundled run predicts the same classes and has a card with its figures', {
    timeout: 300_000,
  }, async () => {
    const { folder } = await trainSystem(pretrained, {
      ...defaultsOf(pretrained.flags),
      data: join(dir, 'data'),
      language_model: join(dir, 'lm'),
      checkpoints_root: join(dir, 'runs'),
      summaries_dir: join(dir, 'logs'),
      batch_size: 6,
      validation_split: 0.25,
      epochs: 8,
      learning_rate: 0.03,
    });
    const figures = await bundleModel(folder, join(dir, 'bundled'), 16);
    expect(figures.texts).toEqual({ train: 24, validation: 8, test: 11 });
    expect(figures.accuracy).toBeCloseTo(figures.unquantizedAccuracy, 5);
    expect(figures.byLength.reduce((sum, { n }) => sum + n, 0)).toBe(11);
    expect(figures.byRating).toEqual([]); // these texts have no ratings

    const [bundled, whole] = [
      await loadClassifier(join(dir, 'bundled')),
      await loadClassifier(await bestCheckpoint(folder)),
    ];
    const texts = SENTENCES.map(({ text }) => text);
    const labels = async (classifier: typeof whole) =>
      (await classifier.predict(texts)).map(({ label }) => label);
    expect(await labels(bundled)).toEqual(await labels(whole));
    expect(bundled.record.temperature).toBe(figures.temperature);
    expect(bundled.record.run).toBeUndefined();

    const card = readFileSync(join(dir, 'bundled', 'README.md'), 'utf8');
    expect(card).toContain(`**${formatAccuracy(figures.accuracy, 11)}**`);
    expect(card).toContain('| 1 to 50 words | 11 |');
    expect(card).not.toMatch(/NaN|undefined/);

    writeFolders(join(dir, 'data', 'train'), [...SENTENCES, { ...SENTENCES[0]!, text: 'another one' }]);
    await expect(bundleModel(folder, join(dir, 'bundled'), 16)).rejects.toThrow('are not those that');
    expect(readFileSync(join(dir, 'bundled', 'README.md'), 'utf8')).toBe(card);
  });

  it('a run of another system throws', async () => {
    const { folder } = await trainSystem(systems.simple, {
      ...defaultsOf(systems.simple.flags),
      data: join(dir, 'data'),
      stopwords_file: null,
      checkpoints_root: join(dir, 'runs'),
      summaries_dir: join(dir, 'logs'),
      train_steps: 1,
    });
    await expect(bundleModel(folder, join(dir, 'none'), 16)).rejects.toThrow('is of simple');
  });
});
