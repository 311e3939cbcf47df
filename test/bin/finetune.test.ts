import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { finetuneCommand } from '../../bin/finetune';
import { ready } from '../../lib/backend';
import { createClassifier, loadClassifier } from '../../lib/classifier';
import { pretrainedModel } from '../../lib/models';
import { buildVocabulary, tokenizer } from '../../lib/text';
import { writeCsv } from '../experiments/systems/corpus';
import { SENTENCES } from '../models/sentences';
import { catchOutput, outputOf } from './command-output';

const dir = mkdtempSync(join(tmpdir(), 'finetune-'));
const at = (...path: string[]) => join(dir, ...path);
afterAll(() => rmSync(dir, { recursive: true }));
beforeAll(async () => {
  await ready();
  writeCsv(at('csv'));
  const reader = tokenizer('punctuation');
  const lookup = buildVocabulary(SENTENCES.map(({ text }) => reader.tokenize(text)));
  const model = pretrainedModel({ vocabularySize: lookup.words.length, dimensions: 4, units: 4, seed: 1 });
  await createClassifier({ model, tokenizer: reader, lookup, classes: ['negative', 'positive'] }).save(
    at('base'),
  );
});
beforeEach(catchOutput);

const run = (...args: string[]) =>
  outputOf(
    finetuneCommand(),
    at('csv', 'data.csv'),
    '--checkpoints_dir',
    at('base'),
    '--epochs',
    '1',
    ...args,
  );

describe('finetune', () => {
  it('prints the systems and which one to take, and saves a model that predict loads', async () => {
    const output = await run('--out', at('mine'));
    expect(output).toMatch(/^32 texts, 3-fold cross-validation; classes negative, positive\n/);
    for (const name of ['fine-tuned', 'tf-idf', 'nb', 'as it was', 'majority class'])
      expect(output).toMatch(new RegExp(`^${name} +\\d+\\.\\d % ± \\d+\\.\\d`, 'm'));
    expect(output).toMatch(/No system is clearly better than always predicting|Take /);
    const classifier = await loadClassifier(at('mine'));
    expect(classifier.record).toMatchObject({ system: 'finetuned', classes: ['negative', 'positive'] });
    expect(await classifier.predict(['A delight.'])).toHaveLength(1);
  });

  it('refuses a folder that another process fine-tunes into, and leaves no lock behind', async () => {
    writeFileSync(at('both.lock'), 'elsewhere-17 4711\n');
    await expect(run('--out', at('both'))).rejects.toThrow(
      'another process (elsewhere-17) is working on --out',
    );
    expect(readdirSync(dir)).not.toContain('both');
    expect(readdirSync(dir)).not.toContain('mine.lock');
  });

  it('a test set gets a table of its own, and one with another label is refused before training', async () => {
    const options = ['--folds', '1', '--test', at('csv', 'data.csv')];
    const output = await run('--out', at('tested'), ...options);
    expect(vi.mocked(console.error).mock.calls.join()).toContain(
      '32 of the test texts are training texts, too',
    );
    const [validation, test] = output.split('32 texts of the test set:\n');
    for (const name of ['fine-tuned', 'tf-idf', 'nb', 'as it was', 'majority class']) {
      expect(validation).toMatch(new RegExp(`^${name} +\\d+\\.\\d % ± \\d+\\.\\d`, 'm'));
      expect(test).toMatch(new RegExp(`^${name} +\\d+\\.\\d % ± \\d+\\.\\d`, 'm'));
    }
    writeFileSync(at('other.csv'), 'Sentiment,SentimentText\nneutral,So so.\n');
    await expect(run('--out', at('x'), '--test', at('other.csv'))).rejects.toThrow(
      /the test set: other\.csv:2: label neutral, expected negative or positive/,
    );
  });

  it('--help has no default of a flag whose default depends on the texts, but in its words', () => {
    const help = finetuneCommand().helpInformation().replace(/\s+/g, ' ');
    expect(help).toContain('(default: 3 for up to 1,000 texts, else 1) (at least 1) --validation_split');
    expect(help).toContain('(default: by the number of texts) (at least 1) --class_weights');
    expect(help).not.toContain('default: ""');
    expect(help.match(/--\w+ <number> [^-]*\(default: 0\)/g)).toEqual([
      expect.stringContaining('--random_state'),
    ]);
  });

  it('--json prints the results as an object', async () => {
    const result = JSON.parse(await run('--out', at('json'), '--folds', '1', '--json'));
    expect(result).toMatchObject({ out: at('json'), texts: 32, folds: 1, classes: ['negative', 'positive'] });
    expect(result.results[0].name).toBe('fine-tuned');
  });

  it('class weights are balanced, or a number for each class', async () => {
    await run('--out', at('balanced'), '--class_weights', 'balanced');
    await run('--out', at('given'), '--class_weights', 'negative=2,positive=1');
    expect((await loadClassifier(at('given'))).record.config.classWeights).toEqual({
      negative: 2,
      positive: 1,
    });
    await expect(run('--out', at('x'), '--class_weights', 'negative')).rejects.toThrow(
      /it takes balanced, or a number above 0 and at most/i,
    );
    await expect(run('--out', at('x'), '--class_weights', 'angry=2')).rejects.toThrow(
      'there is no class angry to weigh; the classes are negative, positive',
    );
  });

  it('a folder with files is refused, and nothing is saved in it', async () => {
    await expect(run('--out', at('csv'))).rejects.toThrow(/this folder is not empty/);
    expect(readdirSync(at('csv'))).toEqual(['data.csv']);
  });
});
