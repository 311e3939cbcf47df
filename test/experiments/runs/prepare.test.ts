import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../experiments/runs/flags';
import { prepare } from '../../../experiments/runs/prepare';
import { digestOfExamples } from '../../../experiments/runs/prepared-files';
import { systems } from '../../../experiments/systems/systems';
import type { Review } from '../../../lib/corpus';
import { readNpy } from '../../../lib/files/npy';
import { tokenize } from '../../../lib/text';
import { SENTENCES } from '../../models/sentences';
import { writeCsv, writeFolders } from '../systems/corpus';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'prepare-'));
  writeCsv(dir);
  writeFileSync(join(dir, 'stop.txt'), "The\nit's\n");
});
afterEach(() => rmSync(dir, { recursive: true }));

const { simple, theano, keras } = systems;
const values = (more: Record<string, string | number | null> = {}) => ({
  ...defaultsOf(simple.flags),
  data: dir,
  stopwords_file: join(dir, 'stop.txt'),
  ...more,
});
const cacheFile = () => statSync(join(dir, 'prepared', 'simple', 'prepared.json')).ino;

describe('prepare', () => {
  it('training, validation and test set are disjoint and cover all texts', async () => {
    const texts = Array.from({ length: 32 }, (_, n): Review => {
      const text = Array(n + 1)
        .fill('film')
        .join(' '); // its length identifies a text
      return { text, label: n % 2 ? 'positive' : 'negative', source: `text:${n}` };
    });
    writeCsv(dir, texts);
    const { train, validation, test } = await prepare(simple, values({ test_size: 0.25 }));
    expect([train, validation, test].map(({ ids }) => ids.length)).toEqual([12, 12, 8]);
    const lengths = [train, validation, test].flatMap(({ ids }) => ids.map(({ length }) => length));
    expect(lengths.sort((a, b) => a - b)).toEqual(texts.map((_, n) => n + 1));
  });

  it('the vocabulary holds the words of the training set only, without stop words', async () => {
    const { train, vocabulary, tokenSource } = await prepare(simple, values());
    const known = new Set(train.ids.flatMap((row) => [...row]));
    expect(known.has(vocabulary!.unknownId)).toBe(false);
    expect(vocabulary!.words).toHaveLength(known.size + 2);
    expect(tokenSource.lookup.idOf('the')).toBe(vocabulary!.unknownId);
  });

  it('unchanged inputs reuse the intermediate files and give equal examples', async () => {
    const first = await prepare(simple, values());
    const file = cacheFile();
    const second = await prepare(simple, values({ hidden_size: 5, learning_rate: 0.1 }));
    expect(cacheFile()).toBe(file);
    const digest = ({ train, validation, test }: typeof first) => digestOfExamples([train, validation, test]);
    expect(digest(second)).toBe(digest(first));
    expect(second.vocabulary!.words).toEqual(first.vocabulary!.words);
    expect(second.longest).toBe(first.longest);
    expect(readdirSync(join(dir, 'prepared'))).toEqual(['simple']);
  });

  it('changed texts, stop words or flags, or broken files, prepare the data again', async () => {
    await prepare(simple, values());
    let file = cacheFile();
    const changes: [string, () => void, Parameters<typeof values>[0]?][] = [
      ['texts', () => appendFileSync(join(dir, 'data.csv'), '1,"Fine."\n')],
      ['stop words', () => appendFileSync(join(dir, 'stop.txt'), 'and\n')],
      ['flags', () => {}, { random_state: 7 }],
      ['files', () => rmSync(join(dir, 'prepared', 'simple', 'train-ids.npy')), { random_state: 7 }],
    ];
    for (const [what, change, flags] of changes) {
      change();
      await prepare(simple, values(flags));
      expect(cacheFile(), what).not.toBe(file);
      file = cacheFile();
    }
  });

  it('the intermediate files are .npy arrays of ids and lengths', async () => {
    const { train } = await prepare(simple, values());
    const at = (name: string) => readNpy(join(dir, 'prepared', 'simple', name));
    expect((await at('train-ids.npy')).data).toEqual(Int32Array.from(train.ids.flatMap((row) => [...row])));
    expect((await at('train-lengths.npy')).data).toEqual(Int32Array.from(train.ids, ({ length }) => length));
  });

  it('intermediate files that cannot be written cause only a warning', async () => {
    const warnings: string[] = [];
    writeFileSync(join(dir, 'prepared'), 'a file where a folder should be');
    const { train } = await prepare(simple, values(), { warn: (line) => warnings.push(line) });
    expect(train.ids.length).toBeGreaterThan(0);
    expect(warnings).toEqual([expect.stringMatching(/^Intermediate files cannot be saved in /)]);
  });

  it('--n_samples draws as many texts, and throws if there are fewer', async () => {
    const { train, validation, test } = await prepare(simple, values({ n_samples: 16 }));
    expect(train.ids.length + validation.ids.length + test.ids.length).toBe(16);
    await expect(prepare(simple, values({ n_samples: 33 }))).rejects.toThrow(
      /--n_samples 33: .*data\.csv has 32 training reviews/,
    );
  });

  it('the theano system leaves out texts of --maxlen words or more', async () => {
    const flags = { ...defaultsOf(theano.flags), data: dir, maxlen: 6, validation_split: 0.25 };
    const { train, validation } = await prepare(theano, flags);
    const short = SENTENCES.filter(({ text }) => tokenize(text).length < 6);
    expect(train.ids.length + validation.ids.length).toBe(short.length);
  });

  it('the keras system validates on the test folder unless --validation_split is given', async () => {
    rmSync(join(dir, 'data.csv'));
    writeFolders(join(dir, 'train'));
    writeFolders(join(dir, 'test'), SENTENCES.slice(12, 20));
    const flags = { ...defaultsOf(keras.flags), data: dir };
    const whole = await prepare(keras, flags);
    expect([whole.train.ids.length, whole.validation.ids.length]).toEqual([32, 8]);
    const split = await prepare(keras, { ...flags, validation_split: 0.25 });
    expect([split.train.ids.length, split.validation.ids.length]).toEqual([24, 8]);
    expect(existsSync(join(dir, 'prepared', 'keras', 'vocabulary.json'))).toBe(false);
  });

  it('the tokenizer of own data is unicode, and that of the tutorials counts what it loses', async () => {
    writeCsv(dir, [
      { text: 'ni bon\nni mauvais', label: 'positive', source: '' },
      { text: 'd\u00e9cevant <br> bof', label: 'negative', source: '' },
      ...SENTENCES,
    ]);
    const lines: string[] = [];
    const flags = { stopwords_file: null, test_size: null };
    const own = await prepare(simple, values(flags), { warn: (line) => lines.push(line) });
    expect(own.tokenizer).toBe('unicode');
    expect(lines).toEqual([]);
    for (const _ of ['prepared', 'from the intermediate files'])
      await prepare(simple, values({ ...flags, tokenizer: 'words' }), { warn: (line) => lines.push(line) });
    const line = expect.stringMatching(
      /^Tokenizer words: words joined to the word before .*: \d+; accented or non-Latin letters removed: 1\. /,
    );
    expect(lines).toEqual([line, line]);
  });

  it('texts without a known word are refused with the reason', async () => {
    const russian = SENTENCES.map((one, at) => ({
      ...one,
      text: at % 5 ? '\u0444\u0438\u043b\u044c\u043c' : 'film',
    }));
    writeCsv(dir, russian);
    await expect(prepare(simple, values({ tokenizer: 'words' }))).rejects.toThrow(
      /texts have no known word, because the tokenizer "words" knows only the letters a to z: use --tokenizer unicode/,
    );
    const { tokenSource } = await prepare(simple, values());
    expect(tokenSource.lookup.idOf('\u0444\u0438\u043b\u044c\u043c')).toBeGreaterThan(1);
    const flags = { ...defaultsOf(keras.flags), data: dir };
    await expect(prepare(keras, flags)).rejects.toThrow(/the word vectors are of another language/);
  });

  describe('--soft_labels', () => {
    const soft = (rows: string[]) => {
      const file = join(dir, 'soft.csv');
      writeFileSync(
        file,
        `${['text,label,probability,probability_negative,probability_positive', ...rows].join('\n')}\n`,
      );
      return values({ soft_labels: file });
    };

    it('adds texts to the training set, with their probabilities as targets', async () => {
      const plain = await prepare(simple, values());
      const given = soft([
        'A warm film,positive,0.9,0.1,0.9',
        '???,,,,',
        'A dull mess,negative,0.75,0.75,0.25',
      ]);
      const { train, validation, test } = await prepare(simple, given);
      const n = plain.train.ids.length;
      expect(train.ids).toHaveLength(n + 2);
      expect(train.ids.slice(0, n)).toEqual(plain.train.ids);
      expect([validation, test]).toEqual([plain.validation, plain.test]);
      const positive = train.classes.indexOf('positive');
      const targetsOf = (row: number) => [...train.targets!.subarray(2 * row, 2 * row + 2)];
      expect(targetsOf(n)[positive]).toBeCloseTo(0.9, 6);
      expect(targetsOf(n + 1)[positive]).toBeCloseTo(0.25, 6);
      for (let row = 0; row < n; row++) expect(targetsOf(row)[train.labels[row]!]).toBe(1);
      expect([...train.labels.slice(n)]).toEqual([positive, 1 - positive]);

      const inode = cacheFile();
      expect((await prepare(simple, given)).train).toEqual(train);
      expect(cacheFile()).toBe(inode);
      expect((await prepare(simple, soft(['A warm film,,,0.2,0.8']))).train.ids).toHaveLength(n + 1);
    });

    it('what is no probability is named with its line', async () => {
      await expect(prepare(simple, soft(['A warm film,,,0.2,x']))).rejects.toThrow(
        /soft.csv:2: "x" is no probability from 0 to 1/,
      );
      await expect(prepare(simple, soft(['A warm film,,,0.2,0.2']))).rejects.toThrow(
        /soft.csv:2: the probabilities 0.2 \+ 0.2 do not sum to 1/,
      );
      await expect(prepare(simple, soft(['A warm film,,,,']))).rejects.toThrow(/no row has probabilities/);
      const file = join(dir, 'other.csv');
      writeFileSync(file, 'text,probability_positive\nA warm film,0.9\n');
      await expect(prepare(simple, values({ soft_labels: file }))).rejects.toThrow(
        /has no column probability_negative; it has text, probability_positive: .*--per_class/,
      );
    });
  });

  it('one long text among short ones is truncated, and the others are not', async () => {
    const long = { ...SENTENCES[0]!, text: 'film '.repeat(20_000) };
    writeCsv(dir, [...SENTENCES, long]);
    const { maxLength, longest, truncated } = await prepare(simple, values());
    expect(longest).toBe(maxLength);
    expect([truncated, longest < 40]).toEqual([1, true]);
    const whole = await prepare(simple, values({ sequence_len: null }));
    expect([whole.maxLength, whole.longest, whole.truncated]).toEqual([undefined, 20_000, 0]);
  });

  it('texts of one class are reported, and those of one other label are refused', async () => {
    const lines: string[] = [];
    const labeled = (label: string) =>
      writeCsv(
        dir,
        SENTENCES.map((one) => ({ ...one, label })),
      );
    labeled('positive');
    const { train } = await prepare(simple, values(), { warn: (line) => lines.push(line) });
    expect(train.classes).toEqual(['negative', 'positive']);
    expect(lines).toEqual(['All 13 training texts are positive: the model can only learn to say so.']);
    labeled('joy');
    await expect(prepare(simple, values())).rejects.toThrow(
      /all 32 texts have the label joy: training needs texts of two classes/,
    );
  });

  it.each([1, 2, 3, 4])('%d texts are refused by the flag that splits them', async (count) => {
    const some = SENTENCES.slice(0, count).map((one, at) => ({ ...one, label: at % 2 ? 'joy' : 'fear' }));
    writeCsv(dir, some);
    await expect(prepare(simple, values())).rejects.toThrow(/^--test_size 0\.2: \d texts? cannot be split/);
  });
});
