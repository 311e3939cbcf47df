import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommanderError } from 'commander';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defaultsOf, publishedValues } from '../../experiments/runs/flags';
import { type SystemName, systems } from '../../experiments/systems/systems';
import { ready } from '../../lib/backend';
import { tokenize } from '../../lib/text';
import { writeCsv } from '../experiments/systems/corpus';
import { writeLanguageModel } from '../experiments/systems/language-model';
import { SENTENCES } from '../models/sentences';
import { catchOutput } from './command-output';
import { foldersIn, savedRecord, train } from './train-command';

const dir = mkdtempSync(join(tmpdir(), 'train-flags-'));
const folders = foldersIn(dir);
beforeAll(async () => {
  await ready();
  writeCsv(join(dir, 'data'));
  writeFileSync(join(dir, 'stop.txt'), 'the\nand\n');
  const words = [...new Set(SENTENCES.flatMap(({ text }) => tokenize(text)))];
  writeFileSync(join(dir, 'own.vec'), words.map((word, n) => `${word} ${n} 1\n`).join(''));
  writeFileSync(join(dir, 'list.txt'), 'data.csv:4\ndata.csv:5\n');
  writeFileSync(
    join(dir, 'soft.csv'),
    'text,probability_negative,probability_positive\na warm film,0.1,0.9\n',
  );
  await writeLanguageModel(join(dir, 'lm'));
});
afterAll(() => rmSync(dir, { recursive: true }));

beforeEach(catchOutput);

/** Flags whose other values need a data set, more processes, or to train 400,000 word vectors. */
const KEPT_DEFAULTS = ['word_emb_size', 'workers', 'trainable'];

/** The flags of the data, except paths, with other values than their defaults. */
const DATA: Record<string, string> = {
  text_column: 'SentimentText',
  label_column: '1',
  labels: 'negative=0 positive=1',
  delimiter: ',',
  encoding: 'latin-1',
  quoting: 'doubled',
  header: 'yes',
  bad_rows: 'stop',
};
const PATHS = ['data', 'validation', 'test', 'checkpoints_root', 'summaries_dir'];

/** The flags that all systems share, and those of all networks, with other values. */
const ANY = {
  n_samples: '30',
  class_weights: 'balanced',
  leave_out: join(dir, 'list.txt'),
  random_state: '3',
};
const NETWORK = { ...ANY, soft_labels: join(dir, 'soft.csv'), batch_size: '7' };

/** Every other flag of every system, except folders, with another value than its default. */
const OTHERS: Record<SystemName, Record<string, string>> = {
  simple: {
    ...NETWORK,
    tokenizer: 'words',
    validate_every: '4',
    keep_checkpoints: '1',
    workers: '2',
    stopwords_file: join(dir, 'stop.txt'),
    train_steps: '9',
    hidden_size: '6',
    embedding_size: '5',
    learning_rate: '.02',
    test_size: 'None',
    validation_samples: '5',
    mean_over: 'words',
    dropout_keep_prob: '1',
    sequence_len: '20',
  },
  oreilly: {
    ...NETWORK,
    tokenizer: 'words',
    validate_every: '4',
    keep_checkpoints: '2',
    workers: '1',
    word_emb_size: '50',
    vectors: join(dir, 'own.vec'),
    train_steps: '5',
    learning_rate: '.02',
    validation_split: '.3',
    lstm_units: '4',
    layers: '2',
    keep_prob: '.5',
    pooling: 'last',
    max_seq_length: '9',
  },
  theano: {
    ...NETWORK,
    tokenizer: 'words',
    validate_every: 'None',
    keep_checkpoints: '2',
    workers: '1',
    max_epochs: '2',
    patience: '3',
    optimizer: 'rmsprop',
    learning_rate: '.02',
    validation_split: '.2',
    n_words: '40',
    maxlen: 'None',
    dim_proj: '5',
    output_gate: 'eq5',
    use_dropout: 'no',
    decay_c: '.001',
  },
  keras: {
    ...NETWORK,
    tokenizer: 'words',
    validate_every: '2',
    keep_checkpoints: '2',
    workers: '1',
    word_emb_size: '50',
    vectors: join(dir, 'own.vec'),
    epochs: '2',
    optimizer: 'adam',
    learning_rate: '.02',
    validation_split: '.3',
    max_seq_length: '9',
    lstm_units: '4',
    dropout: '.1',
    recurrent_dropout: '0',
    recurrent_activation: 'sigmoid',
    trainable: 'no',
    label_encoding: 'one-hot',
  },
  pretrained: {
    ...NETWORK,
    class_weights: 'negative=2,positive=1.5',
    validate_every: '2',
    keep_checkpoints: '2',
    workers: '1',
    language_model: join(dir, 'lm'),
    directions: 'backward',
    start: 'vectors',
    epochs: '2',
    learning_rate: '.02',
    validation_split: '.2',
    max_seq_length: '9',
    dropout: '.1',
    input_dropout: '0',
    word_dropout: '.2',
    adversarial_epsilon: '3',
  },
  'tf-idf': {
    ...ANY,
    tokenizer: 'words',
    validation_split: '.2',
    test_size: '.3',
    ngrams: '3',
    min_df: '1',
    c: '2',
    max_iter: '9',
  },
  nb: {
    ...ANY,
    tokenizer: 'punctuation',
    class_weights: 'positive=3',
    validation_split: 'None',
    test_size: '.2',
    ngrams: '1',
    min_df: '1',
    c: '.5',
    max_iter: '9',
  },
};

describe('the flags of train', () => {
  it.each(Object.keys(systems) as SystemName[])(
    'a run of %s records the value of every flag',
    async (name) => {
      const { flags } = systems[name];
      const values = { ...DATA, ...OTHERS[name] };
      expect([...Object.keys(values), ...PATHS].sort()).toEqual(Object.keys(flags).sort());
      const given = Object.entries(values).flatMap(([flag, value]) => [`--${flag}`, value]);
      const record = await savedRecord(await train('--model', name, ...folders, ...given));
      const expected = Object.fromEntries(
        Object.entries(values).map(([flag, value]) => [
          flag,
          value === 'None' ? null : flags[flag]!.parse(value),
        ]),
      );
      const defaults: Record<string, unknown> = defaultsOf(flags);
      const others = Object.keys(expected).filter((flag) => !KEPT_DEFAULTS.includes(flag));
      for (const flag of others) expect(expected[flag], flag).not.toEqual(defaults[flag]);
      expect(record.run!.flags).toMatchObject(expected);
      expect(record.system).toBe(name);
      expect(record.classes).toHaveLength(2);
    },
  );

  it('the earlier name of a flag is accepted, and recorded as the name of today', async () => {
    const small = ['--max_epochs', '1', '--dim_proj', '4'];
    const printed = await train('--model', 'theano', ...folders, '--valid_portion', '.25', ...small);
    const { flags } = (await savedRecord(printed)).run!;
    expect(flags).toMatchObject({ validation_split: 0.25 });
    expect(flags).not.toHaveProperty('valid_portion');
  });

  it('the defaults of the simple system are those of the original code', () =>
    expect(publishedValues(systems.simple.flags)).toMatchObject({
      tokenizer: 'words',
      data: 'data/Kaggle',
      stopwords_file: 'data/stopwords.txt',
      n_samples: null,
      checkpoints_root: 'checkpoints',
      summaries_dir: 'logs',
      batch_size: 100,
      train_steps: 300,
      hidden_size: 75,
      embedding_size: 75,
      random_state: 0,
      learning_rate: 0.01,
      test_size: 0.2,
      dropout_keep_prob: 0.5,
      sequence_len: null,
      validate_every: 100,
    }));

  it.each(Object.keys(systems) as SystemName[])(
    'wrong values of every flag of %s are refused',
    async (name) => {
      for (const [flag, { range, placeholder }] of Object.entries(systems[name].flags)) {
        const wrong = placeholder === '<number>' || placeholder === '<name>' ? ['-1', 'many', ''] : [''];
        for (const value of wrong) {
          const error = (await train('--model', name, `--${flag}=${value}`).catch(
            (e) => e,
          )) as CommanderError;
          expect(error.message, `--${flag} ${value}`).toContain(`argument '${value}' is invalid. It takes `);
          if (!placeholder.startsWith('<f')) expect(error.message).toContain(range.split(', or None')[0]);
        }
      }
    },
  );

  it.each([
    [
      ['--test_size', '1.5'],
      "option '--test_size <number>' argument '1.5' is invalid. It takes a number above 0, below 1, or None.",
    ],
    [['--dropout_keep_prob', '0'], 'It takes a number above 0, at most 1.'],
    [['--n_samples', '2.5'], 'It takes a whole number at least 2, or None.'],
    [['--tset_size', '.2'], "unknown option '--tset_size'\n(Did you mean --test_size?)"],
    [['--lstm_units', '4'], "unknown option '--lstm_units'"],
    [
      ['--model', 'bert'],
      "'bert' is invalid. Allowed choices are simple, oreilly, theano, keras, pretrained, tf-idf, nb.",
    ],
    [['extra'], 'too many arguments'],
  ])('%j is refused with what would be right', async (args, message) => {
    await expect(train(...args)).rejects.toThrow(message);
  });

  it('flags may have hyphens or underscores, and =', async () => {
    const small = ['--train-steps=2', '--hidden-size', '4', '--embedding-size=4', '--stopwords-file', 'none'];
    const printed = await train(...folders, ...small, '--validate-every', '2');
    expect((await savedRecord(printed)).run!.flags).toMatchObject({
      train_steps: 2,
      hidden_size: 4,
      stopwords_file: null,
    });
  });
});
