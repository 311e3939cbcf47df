import { appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { dataFiles } from '../../lib/corpus/data-files';
import { openTable } from '../../lib/reading';
import {
  countsJson,
  formatFor,
  modelDigest,
  noCounts,
  type OpenedModel,
  planScore,
  rowWriter,
  scoreInput,
  scoreTable,
  scoreWork,
  summedCounts,
} from '../../lib/scoring';
import { doShard, isOfMachine, mergeResults, parseShard } from '../../lib/units';
import { zipOf } from '../datasets/archives';

const dir = mkdtempSync(join(tmpdir(), 'score-units-'));
afterAll(() => rmSync(dir, { recursive: true }));
const modelFolder = join(dir, 'model.json');
writeFileSync(modelFolder, '{}');

/** Scores by the length of a text and, as networks do in their last digits, by its batch. */
const model: OpenedModel = {
  classes: ['short', 'long'],
  folder: modelFolder,
  atOnce: 2,
  async score(texts) {
    const whole = texts.join('').length;
    const long = texts.map((text) => (text.length % 7) / 10 + (whole % 1000) / 1e5);
    return {
      probabilities: Float32Array.from(long.flatMap((share) => [1 - share, share])),
      isRead: Uint8Array.from(texts, (text) => (text.includes('?') ? 0 : 1)),
    };
  },
};

const lines = Array.from({ length: 1100 }, (_, n) => `${n},"${'ab '.repeat(n % 9)}\n${n % 100 ? '' : '?'}"`);
const csv = ['id,text', ...lines, ''].join('\n');

async function wholeOutput(file: string): Promise<string> {
  const table = await openTable((await dataFiles(file)).files[0]!);
  const writer = rowWriter(table, formatFor('out.tsv', table), model.classes);
  let output = writer.header;
  for await (const rows of scoreTable(table, model, { text: [1], fullBatches: true }))
    output += writer.rows(rows);
  return output;
}

const plan = async (
  file: string,
  onWhole?: (because: string, units: number) => void,
  onOddity?: (oddity: string) => void,
) =>
  planScore({
    ...{ onWhole, onOddity },
    ...{ file, read: {}, rowsPerUnit: 512, model: await modelDigest(modelFolder) },
    ...{ perClass: model.classes, format: (table) => formatFor('out.tsv', table) },
  });

test.each(['rows.csv', 'rows.csv.gz'])('units of %s merge to the output of the whole file', async (name) => {
  const file = join(dir, name);
  writeFileSync(file, name.endsWith('.gz') ? gzipSync(csv) : csv);
  const whole: unknown[] = [];
  const manifest = await plan(file, (...args) => whole.push(args));
  expect(whole).toEqual(name === 'rows.csv' ? [] : [['it is compressed', 3]]);
  expect(manifest.units).toHaveLength(3);
  expect('start' in manifest.units[0]!).toBe(name === 'rows.csv');
  const folder = join(dir, `${name}.units`);
  const work = scoreWork(async () => model);
  for (const shard of ['2/2', '1/2'].map(parseShard))
    await doShard(manifest, work, { folder, shard, places: { file } });
  const out = join(dir, `${name}.tsv`);
  const heads = await mergeResults(folder, manifest, out, { head: manifest.output!.header as string });
  expect(readFileSync(out, 'utf8')).toBe(await wholeOutput(file));
  expect(summedCounts(heads)).toMatchObject({ rows: 1100, unknown: 11, blank: 121 });
});

test('classes with names of members of objects are counted like others', async () => {
  const classes = ['constructor', '__proto__'];
  const file = join(dir, 'members.csv');
  writeFileSync(file, csv);
  const counts = noCounts();
  const table = await openTable((await dataFiles(file)).files[0]!);
  for await (const _ of scoreTable(table, { ...model, classes }, { text: [1] }, counts));
  expect([...counts.labels.values()].reduce((a, b) => a + b)).toBe(1100 - 121 - 11);
  expect([...counts.labels.keys()].sort()).toEqual(['__proto__', 'constructor']);
  const summary = JSON.parse(JSON.stringify(countsJson(counts)));
  expect(summedCounts([{ summary }, { summary }]).labels.get('constructor')).toBe(
    2 * counts.labels.get('constructor')!,
  );
});

test('what is odd about a file is said, also where units read only their rows', async () => {
  const file = join(dir, 'joined.csv');
  writeFileSync(file, `id,text\n0,"a"\nid,text\n1,so "odd"\n`);
  const said: string[] = [];
  const manifest = await plan(file, undefined, (oddity) => said.push(oddity));
  expect(manifest.units).toMatchObject([{ rows: 2, start: 8 }]);
  expect(said).toEqual([expect.stringContaining('1 row is the header again, and left out')]);
});

test('a file or a model that has changed is found', async () => {
  const file = join(dir, 'changing.csv');
  writeFileSync(file, csv);
  const manifest = await plan(file);
  const done = (name: string) => {
    const context = { folder: join(dir, name), places: { file } };
    return doShard(
      manifest,
      scoreWork(async () => model),
      context,
    );
  };
  writeFileSync(file, csv.replace('600,"ab', '600,"ba')); // the same size
  utimesSync(file, 1, 1);
  await expect(done('a')).rejects.toThrow(`${file} has changed since its units were planned`);
  writeFileSync(file, csv);
  appendFileSync(modelFolder, ' ');
  await expect(done('b')).rejects.toThrow(`the model ${modelFolder} differs from that of the plan`);
});

test('a file that is missing here may be elsewhere', async () => {
  const file = join(dir, 'missing.csv');
  writeFileSync(file, csv);
  const manifest = await plan(file);
  rmSync(file);
  const work = scoreWork(async () => model);
  const done = doShard(manifest, work, { folder: join(dir, 'missing'), places: { file } });
  await expect(done).rejects.toSatisfy(isOfMachine);
});

test('more labels than have room in the head of a result are counted', async () => {
  const classes = Array.from({ length: 300 }, (_, n) => `a class with the number ${n}`);
  const of = async (texts: readonly string[]) => ({
    probabilities: Float32Array.from(texts.flatMap((text) => classes.map((_, n) => +(n === +text)))),
    isRead: new Uint8Array(texts.length).fill(1),
  });
  const many: OpenedModel = { ...model, classes, score: of };
  const file = join(dir, 'many.csv');
  writeFileSync(file, ['n,text', ...classes.map((_, n) => `${n},${n}`), ''].join('\n'));
  const manifest = await planScore({
    ...{ file, read: {}, textColumn: 'text', rowsPerUnit: 256, model: await modelDigest(modelFolder) },
    format: (table) => formatFor('out.csv', table),
  });
  const folder = join(dir, 'many.units');
  const work = scoreWork(async () => many);
  await doShard(manifest, work, { folder, places: { file } });
  const heads = await mergeResults(folder, manifest, join(dir, 'many.out.csv'));
  expect(summedCounts(heads)).toMatchObject({
    rows: 300,
    labels: new Map(classes.map((name) => [name, 1])),
  });
  expect(readFileSync(join(dir, 'many.out.csv'), 'utf8')).toContain('a class with the number 299');
});

test('a worker frees the model before when units of another one come', async () => {
  const closed: string[] = [];
  const work = scoreWork(async ({ folder = '' }) => ({ ...model, folder, close: () => closed.push(folder) }));
  const file = join(dir, 'models.csv');
  writeFileSync(file, 'id,text\n1,a\n2,b\n');
  for (const name of ['one', 'one', 'other']) {
    const folder = join(dir, `${name}.json`);
    writeFileSync(folder, `"${name}"`);
    const manifest = await planScore({
      ...{ file, read: {}, model: await modelDigest(folder) },
      format: (table) => formatFor('out.csv', table),
    });
    const results = mkdtempSync(join(dir, 'results-'));
    await doShard(manifest, work, { folder: results, places: { file, model: folder } });
  }
  expect(closed).toEqual([join(dir, 'one.json')]);
});

test('the file in an archive is scored, and not what lies beside it', async () => {
  const archive = async (members: Record<string, string>) => {
    const file = join(dir, 'archive.zip');
    writeFileSync(file, zipOf(members));
    return (await scoreInput(file)).source.name;
  };
  expect(await archive({ 'reviews.csv': csv, '__MACOSX/._reviews.csv': '\0' })).toBe('reviews.csv');
  expect(await archive({ 'README.txt': 'About', 'd/reviews.csv': csv })).toBe('d/reviews.csv');
  expect(await archive({ 'README.txt': 'Fine.' })).toBe('README.txt');
  await expect(archive({ 'a.csv': csv, 'b.csv': csv })).rejects.toThrow(
    /archive\.zip has 2 files \(a\.csv, b\.csv\): unpack it, and score each/,
  );
});
