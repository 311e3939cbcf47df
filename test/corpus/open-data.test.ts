import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openData } from '../../lib/corpus';
import { parseLabelMap } from '../../lib/reading';
import { zipOf } from '../datasets/archives';
import { writeCsv, writeFolders } from '../experiments/systems/corpus';
import { SENTENCES } from '../models/sentences';
import { at, BOTH, CSV, put, read, useFolder } from './data-folder';

useFolder();

describe('a folder', () => {
  it('with data.csv of the simple tutorial', async () => {
    const data = await openData(writeCsv(at()));
    expect(data.what).toBe(at('data.csv'));
    expect(data.test).toBeUndefined();
    expect((await data.train()).map(({ text, label }) => [text, label])).toEqual(
      SENTENCES.map(({ text, label }) => [text, label]),
    );
  });

  it('with pos/ and neg/, and files of any name', async () => {
    const data = await openData(writeFolders(at()));
    expect(data.test).toBeUndefined();
    expect(await data.train()).toHaveLength(32);
    expect((await data.train())[0]).toEqual({
      text: SENTENCES[0]!.text,
      label: 'positive',
      source: 'pos/0.txt',
    });
  });

  it("in IMDB's layout, nested or not, with ratings and unlabeled texts", async () => {
    const files = {
      'train/pos/10_7.txt': 'Ten.',
      'train/pos/9_10.txt': 'Nine.',
      'train/neg/0_1.txt': 'Nought.',
      'train/unsup/0_0.txt': 'Who knows.',
      'train/labeledBow.feat': '9 0:9',
      'train/urls_pos.txt': 'http://',
      'train/.DS_Store': '',
      'train/pos/._10_7.txt': '',
      'test/pos/0_9.txt': 'Good.',
      'test/neg/0_2.txt': 'Bad.',
      README: 'about',
    };
    put(files);
    put(
      Object.fromEntries(
        Object.entries(files).map(([path, content]) => [`up/aclImdb/aclImdb/${path}`, content]),
      ),
    );
    for (const path of ['up', 'up/aclImdb']) {
      const found = await read(at(path));
      expect(found).toMatchObject({
        train: ['Nine.: positive', 'Ten.: positive', 'Nought.: negative'],
        test: ['Good.: positive', 'Bad.: negative'],
        unlabeled: ['Who knows.'],
      });
      expect(found.notes).toContain('Not read: README, train/ (2 files)');
      expect(found.notes).toContain('Ignored: 2 files');
      expect(found.notes).toContain('3 files, a text each: positive 2, negative 1');
    }
    const [first] = await (await openData(at('up'))).train();
    expect(first).toEqual({ text: 'Nine.', label: 'positive', rating: 10, source: 'train/pos/9_10.txt' });
  });

  it('with a folder for each class of any name', async () => {
    put({ 'joy/1.txt': 'So happy', 'anger/1.txt': 'So angry', 'fear/a': 'none', 'fear/b.txt': 'So afraid' });
    expect((await read()).train).toEqual(['So angry: anger', 'So afraid: fear', 'So happy: joy']);
    expect((await read(at(), { labels: parseLabelMap('bad=anger,fear good=joy') })).train).toEqual([
      'So angry: bad',
      'So afraid: bad',
      'So happy: good',
    ]);
  });

  it("with the O'Reilly tutorial's folders", async () => {
    put({ 'positiveReviews/0_9.txt': 'Good.', 'negativeReviews/0_3.txt': 'Bad.' });
    expect((await read()).train).toEqual(['Good.: positive', 'Bad.: negative']);
  });

  it('with a file for each class, as rt-polarity', async () => {
    put({
      'rt-polarity.pos': 'good , really\nfine\n',
      'rt-polarity.neg': 'bad , really\n',
      'README.1.0.txt': 'about',
    });
    const found = await read();
    expect(found.train).toEqual(['good , really: positive', 'fine: positive', 'bad , really: negative']);
    expect(found.notes).toContain('Not read: README.1.0.txt');
  });

  it('with files for parts', async () => {
    put({
      'train-00000-of-00002.csv': CSV,
      'train-00001-of-00002.csv': 'text,label\nMore,1\n',
      'validation.csv': 'text,label\nV,1\n',
      'test.csv': 'text,label\nT,0\n',
      'README.md': '',
    });
    expect(await read()).toMatchObject({
      train: [...BOTH, 'More: positive'],
      validation: ['V: positive'],
      test: ['T: negative'],
    });
  });

  it('of Kaggle, whose test set has no labels', async () => {
    put({
      'labeledTrainData.tsv': 'id\tsentiment\treview\n1\t1\tA fine film\n2\t0\tA bad film\n',
      'testData.tsv': 'id\treview\n3\tSome film\n',
      'unlabeledTrainData.tsv': 'id\treview\n4\tAnother film\n',
      'sampleSubmission.csv': 'id,sentiment\n3,0\n',
    });
    const found = await read();
    expect(found).toMatchObject({ train: BOTH, test: undefined, unlabeled: ['Another film'] });
    expect(found.notes).toContain('testData.tsv: not read, because it has no labels');
    expect(found.notes).toContain('Not read: sampleSubmission.csv');
  });

  it('of Sentiment140, whose test set has a third label', async () => {
    const line = (label: number, text: string) =>
      `"${label}","1","Mon Apr 06 2009","NO_QUERY","me","${text}"\n`;
    put({
      'training.1600000.processed.noemoticon.csv':
        line(0, 'so sad and tired').repeat(9) + line(4, 'so happy and fine').repeat(9),
      'testdata.manual.2009.06.14.csv': line(2, 'a day like others') + line(4, 'a very good day'),
    });
    expect((await read()).test).toEqual(['a day like others: neutral', 'a very good day: positive']);
  });

  it('with data.csv and others beside says what it reads', async () => {
    put({ 'data.csv': CSV, 'test.csv': 'text,label\nT,0\n', 'old/data.csv': CSV, 'neu/1.txt': 'x' });
    const found = await read();
    expect(found).toMatchObject({ train: BOTH, test: ['T: negative'] });
    expect(found.notes).toContain('Not read: neu/ (1 file), old/ (1 file)');
  });

  it('with a class that the test set lacks is an error', async () => {
    put({ 'train/pos/1.txt': 'a', 'train/neg/1.txt': 'b', 'test/pos/1.txt': 'c' });
    await expect(read()).rejects.toThrow(/test\/ has pos\/, but no folder of another class, such as neg\//);
    mkdirSync(at('test/neg'));
    await expect(read()).rejects.toThrow(/test\/ has pos\/, but no/);
    put({ 'test/neg/1.md': 'd' });
    await expect(read()).rejects.toThrow(/test\/neg\/ has no text/);
  });

  it('with several tables lists them', async () => {
    put({ 'a.csv': CSV, 'b.csv': CSV });
    await expect(read()).rejects.toThrow(
      /name one of its files, or several with a pattern .*it holds a\.csv, b\.csv/,
    );
  });

  it('with files that are called labeled reads them', async () => {
    const lines = 'Fine film\t1\nBad film\t0\n';
    put({ 'd/yelp_labelled.txt': lines, 'd/imdb_labelled.txt': lines, 'd/about.txt': 'A set of reviews' });
    const { train, notes } = await read();
    expect(train).toHaveLength(4);
    expect(notes).toContain('Not read: about.txt');
  });

  it('whose sets name their columns differently is read', async () => {
    put({ 'train.csv': CSV, 'test.csv': 'sentiment,review\npos,A good film\nneg,A poor film\n' });
    expect((await read()).test).toEqual(['A good film: positive', 'A poor film: negative']);
  });

  it('whose test set has other labels is refused, unless they are all -1', async () => {
    const table = (...labels: string[]) =>
      `text,label\n${labels.map((one, n) => `Text ${n},${one}\n`).join('')}`;
    put({ 'train.csv': table('0', '1'), 'test.csv': table('-1', '1') });
    await expect(read()).rejects.toThrow(
      /the training set has the labels 0, 1, and the test set -1, 1: say what they mean with --labels/,
    );
    put({ 'test.csv': table('-1', '-1') });
    const hidden = await read();
    expect(hidden.train).toEqual(['Text 0: negative', 'Text 1: positive']);
    expect(hidden.test).toBeUndefined();
    expect(hidden.notes).toContain('test.csv: not read, because it has no labels: they are all -1');
    await expect(read(at('train.csv'), { test: at('test.csv') })).rejects.toThrow(
      /has no labels: they are all/,
    );
    put({ 'train.csv': table('0', '4'), 'test.csv': table('0', '2', '4') }); // Sentiment140
    expect((await read()).test).toEqual(['Text 0: negative', 'Text 1: neutral', 'Text 2: positive']);
  });

  it('with unlabeled texts in a table reads them, whatever their label', async () => {
    put({ 'train.csv': CSV, 'unsupervised.csv': 'text,label\nWho knows,-1\nPerhaps,-1\n' });
    expect((await read()).unlabeled).toEqual(['Who knows', 'Perhaps']);
  });

  it('whose folders grade a sentiment, or deny it, has a class for each', async () => {
    const classes = ['very_negative', 'negative', 'not positive', 'positive', 'very_positive'];
    put(Object.fromEntries(classes.map((name) => [`${name}/0.txt`, `a ${name} text`])));
    const found = (await read()).train!.map((one) => one.split(': ')[1]);
    expect(new Set(found)).toEqual(new Set(classes.map((name) => name.replace('_', ' '))));
  });

  it('with descriptions of other programs beside the data leaves these out', async () => {
    put({
      'train.csv': CSV,
      'test.csv': 'text\nT\n',
      'test_labels.csv': 'id,label\n1,1\n',
      'sample_submission_test.csv': 'id,label\n1,1\n',
      'dataset_infos.json': '{"default":{"text":{"dtype":"string"}}}',
    });
    const { train, notes } = await read();
    expect(train).toEqual(BOTH);
    expect(notes).toContain('Not read: dataset_infos.json, sample_submission_test.csv, test_labels.csv');
    put({ 'd/reviews.csv': CSV, 'd/label_map.json': '{"0":"negative"}' });
    expect((await read(at('d'))).train).toEqual(BOTH);
  });

  it.each([
    [
      { 'train/data-00000-of-00001.arrow': 'A', 'train/state.json': '{}' },
      /save as CSV or Parquet: train\/data/,
    ],
    [{ 'a/tweets_1.csv': CSV, 'a/tweets_2.csv': CSV }, /\('.*\/a\/tweets_\*\.csv'\)/],
    [{ 'a/set.tar.bz2': 'BZh', 'a/README': '' }, /unpack a\/set\.tar\.bz2$/],
    [{ 'pos/0.html': 'x', 'neg/0.html': 'x' }, /\.txt files.*save as \.txt: (pos|neg)\/0\.html$/],
    [{ 'reviews.xlsx': 'PK' }, /save as CSV \(UTF-8\): reviews\.xlsx$/],
  ])('that is not known says what to do with it: %o', async (files, advice) => {
    put(files);
    await expect(read()).rejects.toThrow(advice);
  });

  it('without data says what it holds, and what is expected', async () => {
    put({ 'x.png': '', 'docs/y.bin': '', 'more/z.bin': '' });
    await expect(read()).rejects.toThrow(
      /no data set that is known; it holds x\.png, docs\/, more\/; expected a table/,
    );
  });

  it('leaves out files without text, and links to nowhere', async () => {
    put(
      Object.fromEntries(
        Array.from({ length: 200 }, (_, n) => [`${n % 2 ? 'pos' : 'neg'}/${n}.txt`, `text ${n}`]),
      ),
    );
    put({ 'pos/900.txt': ' \n' });
    symlinkSync(at('none'), at('pos', '901.txt'));
    symlinkSync(at('pos', '1.txt'), at('neg', '902.txt'));
    const found = await read();
    expect(found.train).toHaveLength(201);
    expect(found.notes).toMatch(/1 of 202 rows cannot be used.*pos\/900\.txt: the file has no text/s);
    expect(found.notes).toContain('Not read: 1 link to nowhere');
    await expect(read(at(), { badRows: 'stop' })).rejects.toThrow(/900\.txt/);
  });

  it('in Latin-1 is read', async () => {
    put({ 'pos/1.txt': Buffer.from('très bon', 'latin1'), 'neg/1.txt': Buffer.from('déçu', 'latin1') });
    expect((await read()).train).toEqual(['très bon: positive', 'déçu: negative']);
  });

  it('in an archive', async () => {
    put({ 'x.zip': zipOf({ 'aclImdb/train/pos/0_9.txt': 'Good.', 'aclImdb/train/neg/0_1.txt': 'Bad.' }) });
    expect((await read(at('x.zip'))).train).toEqual(['Good.: positive', 'Bad.: negative']);
  });

  it('with archives of one file each', async () => {
    put({ 'train.csv.zip': zipOf({ 'train.csv': CSV }), 'test.csv.gz': gzipSync('text,label\nT,1\nU,0\n') });
    expect(await read()).toMatchObject({ train: BOTH, test: ['T: positive', 'U: negative'] });
  });
});

describe('openData', () => {
  it('takes validation and test set from other paths', async () => {
    put({ 'x.csv': CSV, 'v.tsv': 'label\ttext\n1\tV\n0\tW\n', 'more/pos/1.txt': 'T', 'more/neg/1.txt': 'U' });
    expect(await read(at('x.csv'), { validation: at('v.tsv'), test: at('more') })).toMatchObject({
      train: BOTH,
      validation: ['V: positive', 'W: negative'],
      test: ['T: positive', 'U: negative'],
    });
    put({ 'bare.csv': 'text\nT\nU\n' });
    await expect(read(at('x.csv'), { test: at('bare.csv') })).rejects.toThrow(/bare\.csv has no labels/);
  });

  it('reports progress in bytes, from the start to the end', async () => {
    put({ 'x.csv': CSV.repeat(1) + 'word,1\n'.repeat(200_000) });
    const size = readFileSync(at('x.csv')).length;
    const calls: [number, number][] = [];
    await (await openData(at('x.csv'))).train({ progress: (done, total) => calls.push([done, total]) });
    expect(calls[0]).toEqual([0, size]);
    expect(calls.at(-1)).toEqual([size, size]);
    expect(calls.length).toBeGreaterThan(6);
    expect(calls.every(([done], n) => n === 0 || done >= calls[n - 1]![0])).toBe(true);
  });

  it('is stopped by a signal, and can read again', async () => {
    put({ 'x.csv': CSV + 'word,1\n'.repeat(100_000) });
    const data = await openData(at('x.csv'));
    await expect(data.train({ signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect(await data.train()).toHaveLength(100_002);
  });

  it('yields reviews as they are read', async () => {
    put({ 'x.csv': CSV + 'word,1\n'.repeat(100_000) });
    for await (const review of (await openData(at('x.csv'))).reviews('train')) {
      expect(review).toEqual({ text: 'A fine film', label: 'positive', source: 'x.csv:2' });
      break;
    }
  });

  it('has a stamp that changes with files and options', async () => {
    put({ 'x.csv': CSV });
    writeFolders(at('folders'));
    const stamps = async () => [
      (await openData(at('x.csv'))).stamp(),
      (await openData(at('x.csv'), { labels: parseLabelMap('good=1 bad=0') })).stamp(),
      (await openData(at('folders'))).stamp(),
    ];
    const before = await stamps();
    expect(new Set(before).size).toBe(3);
    expect(await stamps()).toEqual(before);
    appendFileSync(at('x.csv'), 'More,1\n');
    writeFileSync(at('folders', 'pos', 'new.txt'), 'Fine.');
    const after = await stamps();
    expect(after.some((stamp, n) => stamp === before[n])).toBe(false);
  });
});
