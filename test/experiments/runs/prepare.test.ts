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
import { digestOfExamples, prepare } from '../../../experiments/runs/prepare';
import { defaultsOf } from '../../../experiments/systems/flags';
import { systems } from '../../../experiments/systems/systems';
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
  data_dir: dir,
  stopwords_file: join(dir, 'stop.txt'),
  ...more,
});
const kept = () => statSync(join(dir, 'prepared', 'simple', 'prepared.json')).ino;

describe('preparing texts', () => {
  it('splits them in three that have nothing in common', async () => {
    const { rest, held, test } = await prepare(simple, values({ test_size: 0.25 }));
    expect([rest, held, test].map(({ ids }) => ids.length)).toEqual([12, 12, 8]);
    const all = [rest, held, test].flatMap(({ ids }) => ids.length);
    expect(all.reduce((sum, n) => sum + n)).toBe(SENTENCES.length);
  });

  it('knows the words of the texts that are trained on alone, without stop words', async () => {
    const { rest, vocabulary, words } = await prepare(simple, values());
    const known = new Set(rest.ids.flatMap((row) => [...row]));
    expect(known.has(vocabulary!.unknown)).toBe(false);
    expect(vocabulary!.words).toHaveLength(known.size + 2);
    expect(words.ids.idOf('the')).toBe(vocabulary!.unknown);
  });

  it('takes what it kept where nothing changed, and the same comes out', async () => {
    const first = await prepare(simple, values());
    const file = kept();
    const second = await prepare(simple, values({ hidden_size: 5, learning_rate: 0.1 }));
    expect(kept()).toBe(file);
    const digest = ({ rest, held, test }: typeof first) => digestOfExamples([rest, held, test]);
    expect(digest(second)).toBe(digest(first));
    expect(second.vocabulary!.words).toEqual(first.vocabulary!.words);
    expect(second.longest).toBe(first.longest);
    expect(readdirSync(join(dir, 'prepared'))).toEqual(['simple']);
  });

  it('makes all anew when texts, stop words or flags have changed, or files are broken', async () => {
    await prepare(simple, values());
    let file = kept();
    const changes: [string, () => void, Parameters<typeof values>[0]?][] = [
      ['texts', () => appendFileSync(join(dir, 'data.csv'), '1,"Fine."\n')],
      ['stop words', () => appendFileSync(join(dir, 'stop.txt'), 'and\n')],
      ['flags', () => {}, { random_state: 7 }],
      ['files', () => rmSync(join(dir, 'prepared', 'simple', 'rest-ids.npy')), { random_state: 7 }],
    ];
    for (const [what, change, flags] of changes) {
      change();
      await prepare(simple, values(flags));
      expect(kept(), what).not.toBe(file);
      file = kept();
    }
  });

  it('keeps arrays that NumPy reads', async () => {
    const { rest } = await prepare(simple, values());
    const at = (name: string) => readNpy(join(dir, 'prepared', 'simple', name));
    expect((await at('rest-ids.npy')).data).toEqual(Int32Array.from(rest.ids.flatMap((row) => [...row])));
    expect((await at('rest-lengths.npy')).data).toEqual(Int32Array.from(rest.ids, ({ length }) => length));
  });

  it('goes on without intermediate files where they cannot be kept', async () => {
    const warnings: string[] = [];
    writeFileSync(join(dir, 'prepared'), 'a file where a folder should be');
    const { rest } = await prepare(simple, values(), { warn: (line) => warnings.push(line) });
    expect(rest.ids.length).toBeGreaterThan(0);
    expect(warnings).toEqual([expect.stringMatching(/^Intermediate files cannot be kept in /)]);
  });

  it('draws as many samples as are asked for, and refuses more than there are', async () => {
    const { rest, held, test } = await prepare(simple, values({ n_samples: 16 }));
    expect(rest.ids.length + held.ids.length + test.ids.length).toBe(16);
    await expect(prepare(simple, values({ n_samples: 33 }))).rejects.toThrow(
      /--n_samples 33: .*data\.csv has 32 texts/,
    );
  });

  it('leaves long texts out where the system does', async () => {
    const flags = { ...defaultsOf(theano.flags), data_dir: dir, maxlen: 6, valid_portion: 0.25 };
    const { rest, held } = await prepare(theano, flags);
    const short = SENTENCES.filter(({ text }) => tokenize(text).length < 6);
    expect(rest.ids.length + held.ids.length).toBe(short.length);
  });

  it("holds the data's test part out where the system does", async () => {
    rmSync(join(dir, 'data.csv'));
    writeFolders(join(dir, 'train'));
    writeFolders(join(dir, 'test'), SENTENCES.slice(12, 20));
    const flags = { ...defaultsOf(keras.flags), data_dir: dir };
    const whole = await prepare(keras, flags);
    expect([whole.rest.ids.length, whole.held.ids.length]).toEqual([32, 8]);
    const split = await prepare(keras, { ...flags, test_size: 0.25 });
    expect([split.rest.ids.length, split.held.ids.length]).toEqual([24, 8]);
    expect(existsSync(join(dir, 'prepared', 'keras', 'vocabulary.json'))).toBe(false);
  });
});
