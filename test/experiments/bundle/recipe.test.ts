import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleModel } from '../../../experiments/bundle/bundle-model';
import { followRecipe, imdbRecipe, type Recipe } from '../../../experiments/bundle/recipe';
import { experimentNamed } from '../../../experiments/results/experiments';
import { defaultsOf } from '../../../experiments/runs/flags';
import { pretrainFlags } from '../../../experiments/systems/pretrain';
import { ready } from '../../../lib/backend';
import { loadClassifier } from '../../../lib/classifier';
import { SENTENCES } from '../../models/sentences';
import { writeFolders } from '../systems/corpus';

const dir = mkdtempSync(join(tmpdir(), 'recipe-'));
const data = join(dir, 'data');
const language_model = join(dir, 'made', 'language-models');
const soft_labels = join(dir, 'made', 'soft-labels.csv');

beforeAll(async () => {
  await ready();
  writeFolders(join(data, 'train'));
  writeFolders(
    join(data, 'test'),
    SENTENCES.filter((_, n) => n % 3 === 0),
  );
  mkdirSync(join(data, 'train', 'unsup'));
  for (const at of Array(UNLABELED).keys()) // pretraining wants some thousand tokens
    writeFileSync(join(data, 'train', 'unsup', `${at}_0.txt`), unlabeled(at));
});
afterAll(() => rmSync(dir, { recursive: true }));

const UNLABELED = 90;

/** Returns a text of ten sentences, another one for each number. */
function unlabeled(at: number): string {
  return Array.from({ length: 10 }, (_, n) => SENTENCES[(at * (n + 1) + n) % SENTENCES.length]!.text).join(
    ' ',
  );
}

/** Returns the recipe of the bundled model for a handful of sentences. */
function smallRecipe(): Recipe {
  const { teachers } = imdbRecipe();
  const split = { data, leave_out: null, validation_split: 0.25 };
  const network = { ...split, language_model, batch_size: 6, epochs: 1 };
  const pretraining = {
    ...{ ...defaultsOf(pretrainFlags), data, language_model, validation_split: 0.25 },
    ...{ max_words: 60, embedding_size: 5, hidden_size: 4, epochs: 1 },
  };
  return {
    folder: join(dir, 'made'),
    pretraining,
    teachers: teachers.map((teacher) => ({
      ...teacher,
      flags: teacher.system === 'nb' ? split : { ...teacher.flags, ...network },
    })),
    student: {
      ...experimentNamed('pretrained-distilled'),
      flags: { ...network, soft_labels },
    },
  };
}

describe('followRecipe', () => {
  it('stopped and called again, it goes through all stages once', { timeout: 300_000 }, async () => {
    const stop = new AbortController();
    const stages: string[] = [];
    const first = followRecipe(smallRecipe(), {
      signal: stop.signal,
      onStage(name) {
        stages.push(name);
        if (name.startsWith('pretrained-large, seed 1')) stop.abort();
      },
    });
    await expect(first).rejects.toThrow(/abort|stopped/i);
    expect(stages).toEqual(['Language models', 'pretrained-large, seed 0', 'pretrained-large, seed 1']);

    const { records, run } = await followRecipe(smallRecipe());
    expect(records.map(({ experiment }) => experiment)).toEqual([
      'pretrained-large',
      'pretrained-large',
      'nb',
      'pretrained-distilled',
    ]);
    const student = records.at(-1)!;
    expect(student.stages!.map(({ name }) => name)).toEqual([
      'token ids',
      'word vectors',
      'forward language model',
      'backward language model',
      'pretrained-large, seed 0',
      'pretrained-large, seed 1',
      'nb, seed 0',
      'soft labels',
      'pretrained-distilled, seed 0',
    ]);
    for (const { seconds } of student.stages!) expect(seconds).toBeGreaterThan(0);
    expect(student.stages!.at(-1)!.seconds).toBe(student.seconds);
    expect((await loadClassifier(run)).classes).toEqual(['negative', 'positive']);

    const table = readFileSync(soft_labels, 'utf8');
    const softLabels = parse(table, { columns: true });
    expect(softLabels.length).toBeGreaterThan(20); // without near-duplicates of test reviews
    expect(student.data.train).toBe(24 + softLabels.length);
    const { softlyLabeled } = await bundleModel(run, join(dir, 'bundled'), 8);
    expect(softlyLabeled).toBe(softLabels.length);
    const card = readFileSync(join(dir, 'bundled', 'README.md'), 'utf8');
    expect(card).toContain(
      `Training set: 24 of IMDB's labeled training reviews, and ${softlyLabeled} unlabeled ones.`,
    );

    rmSync(soft_labels);
    const again = await followRecipe(smallRecipe());
    expect(again.records).toEqual(records);
    expect(readFileSync(soft_labels, 'utf8')).toBe(table);
  });
});

describe('imdbRecipe', () => {
  it('all of it starts from the same language models, and the student reads what the teachers say', () => {
    const { folder, pretraining, teachers, student } = imdbRecipe();
    const networks = [...teachers, student].filter(({ system }) => system === 'pretrained');
    expect(networks).toHaveLength(2);
    for (const { flags } of networks) expect(flags.language_model).toBe(pretraining.language_model);
    expect(student.flags.soft_labels).toBe(join(folder, 'soft-labels.csv'));
  });
});
