import { describe, expect, test } from 'vitest';
import { parseLabelMap } from '../../lib/reading';
import { pairsOf, readContent, rows } from './read';

/** Returns the classes of a file with these labels, one after another. */
async function classesOf(labels: readonly string[], map?: string) {
  const content = `text,label\n${rows(labels)}\n`;
  const { texts, notes } = await readContent('x.csv', content, {
    ...(map && { labels: parseLabelMap(map) }),
  });
  return { classes: texts.slice(0, labels.length).map(({ label }) => label), notes: notes.join('\n') };
}

describe('labels', () => {
  test.each([
    ['0 and 1', ['0', '1'], ['negative', 'positive']],
    ["pandas' numbers", ['0.0', '1.0'], ['negative', 'positive']],
    ['Sentiment140', ['0', '4'], ['negative', 'positive']],
    ['Sentiment140 with neutral', ['0', '2', '4'], ['negative', 'neutral', 'positive']],
    ['-1 and 1', ['-1', '+1'], ['negative', 'positive']],
    ['-1, 0 and 1', ['-1', '0', '1'], ['negative', 'neutral', 'positive']],
    ['Yelp polarity', ['1', '2'], ['negative', 'positive']],
    ['True and False', ['False', 'True'], ['negative', 'positive']],
    ['LABEL_0', ['LABEL_0', 'LABEL_1'], ['negative', 'positive']],
    ['N and P', ['N', 'P'], ['negative', 'positive']],
    ['words', ['neg', ' Positive', 'NEUTRAL '], ['negative', 'positive', 'neutral']],
    ['stars', ['1', '2', '3', '4', '5'], ['1', '2', '3', '4', '5']],
    ['names of members of objects', ['constructor', '__proto__'], ['constructor', '__proto__']],
    ['emotions', ['joy', 'anger'], ['joy', 'anger']],
    ['one class', ['1'], ['positive']],
    ["numpy's numbers", ['0.000e+00', '1.000e+00'], ['negative', 'positive']],
    ['the sign of minus', ['\u22121', '0', '1'], ['negative', 'neutral', 'positive']],
    ["Python's lists", ["['joy']", "['fear']"], ['joy', 'fear']],
    ['half stars', ['0.5', '1.0', '4.50'], ['0.5', '1', '4.5']],
    ['spellings', ['joy', 'Joy', 'JOY', 'joy'], ['joy', 'joy', 'joy', 'joy']],
    ['two forms of an accent', ['ne\u0301gatif', 'n\u00e9gatif'], ['n\u00e9gatif', 'n\u00e9gatif']],
    ['a space without a width', ['positive\u200b', 'negative'], ['positive', 'negative']],
    ['half stars with a comma', ['"4,5"', '4', '"5,0"', '5'], ['4.5', '4', '5', '5']],
    ['0 and 1 with a comma', ['"0,0"', '"1,0"'], ['negative', 'positive']],
  ])('%s', async (_, labels, classes) => {
    expect((await classesOf(labels)).classes).toEqual(classes);
  });

  test('the meaning is told', async () => {
    expect((await classesOf(['4', '0'])).notes).toContain('Labels: 0 is negative, 4 is positive');
    expect((await classesOf(['0', '1', '2'])).notes).toContain(
      '0, 1, 2 stay as they are; --labels negative=0 neutral=1 positive=2 names them',
    );
  });

  test('the meaning comes from all rows, however they are sorted', async () => {
    const sorted = [...Array(3000).fill('0'), ...Array(3000).fill('4')];
    const content = sorted
      .map((label, n) => `"${label}","${n}","NO_QUERY","user ${n}","a text of words, ${n}"`)
      .join('\n');
    const { texts, classes } = await readContent('x.csv', content);
    expect(classes).toEqual(['negative', 'positive']);
    expect(texts).toHaveLength(6000);
    expect(texts.at(-1)).toEqual({ text: 'a text of words, 5999', label: 'positive', source: 'x.csv:6000' });
  });

  test('--labels maps and drops', async () => {
    const { texts, classes } = await readContent(
      'x.csv',
      `text,label\n${rows(['1', '2', '3', '4', '5'], 10)}\n`,
      {
        labels: parseLabelMap('positive=4,5 negative=1,2 drop=3'),
      },
    );
    expect(classes).toEqual(['negative', 'positive']);
    expect(texts).toHaveLength(8);
    expect((await classesOf(['0', '2', '4'], 'drop=neutral')).classes).toEqual([
      'negative',
      'positive',
      'negative',
    ]);
    expect((await classesOf(['True', 'False'], 'good=true bad=false')).classes).toEqual(['good', 'bad']);
  });

  test('--labels takes ranges of numbers', async () => {
    const stars = Array.from({ length: 10 }, (_, n) => `${n + 1}`);
    const { classes } = await classesOf(stars, 'negative=1..4 drop=5..6 positive=7..10');
    expect(classes).toEqual([
      ...Array(4).fill('negative'),
      ...Array(4).fill('positive'),
      'negative',
      'negative',
    ]);
    const { classes: signs } = await classesOf(
      ['-0.61', '0,25'].map((score) => `"${score}"`),
      'neg=-1..0 pos=0..1',
    );
    expect(signs).toEqual(['negative', 'positive']);
  });

  test('texts with several labels are left out, and rare classes told', async () => {
    const content = `text,label\n${rows(['joy', 'fear', '"joy,fear"'], 60)}\nodd,joyy\n`;
    const { texts, notes } = await readContent('x.csv', content);
    expect(texts).toHaveLength(41);
    expect(notes.join('\n')).toContain('20 texts have several labels, and are left out');
    expect(notes.join('\n')).toContain('hardly any text is joyy (1 text)');
  });

  test('several labels are told by a semicolon, and by a list of JSON', async () => {
    const lines = (labels: readonly string[]) => `text,label\n${rows(labels)}\n`;
    expect((await readContent('x.csv', lines(['joy;love', 'fear', 'joy']))).texts).toHaveLength(8);
    expect((await readContent('x.csv', lines(['"a comedy, of sorts"', 'a comedy']))).texts).toHaveLength(12);
    const json = [['joy', 'love'], ['fear'], ['joy']]
      .map((label, n) => JSON.stringify({ text: `some words ${n}`, label }))
      .join('\n');
    const { texts, notes } = await readContent('x.jsonl', json);
    expect(texts.map(({ label }) => label)).toEqual(['fear', 'joy']);
    expect(notes.join()).toContain('have several labels, and are left out');
    await expect(readContent('x.jsonl', json.split('\n')[0]!)).rejects.toThrow(
      'all texts have several labels, such as ["joy","love"]: name a column with one label for each text',
    );
  });

  test('numbers with a decimal comma may be in a range', async () => {
    const { classes, notes } = await classesOf(['"4,5"', '4', '3', '5'], 'good=4..5 bad=1..3');
    expect(classes).toEqual(['good', 'good', 'bad', 'good']);
    expect(notes).not.toContain('several labels');
  });

  test('None is a class where --labels says so', async () => {
    await expect(classesOf(['None', 'joy'])).rejects.toThrow(/the label is None/);
    expect((await classesOf(['None', 'joy'], 'nothing=None joy=joy')).classes).toEqual(['nothing', 'joy']);
  });

  test('a label that --labels says nothing about is refused with its count', async () => {
    await expect(classesOf(['1', '3', '5'], 'positive=5 negative=1')).rejects.toThrow(
      '--labels says nothing about 3 (4 texts): add them to a class, or leave them out with drop=3',
    );
    expect((await classesOf(['1', '0'], 'drop=7')).notes).toContain('no text has the label 7');
  });

  test.each([
    [
      'positive=4,5;very bad=1',
      [
        ['4', 'positive'],
        ['5', 'positive'],
        ['1', 'very bad'],
      ],
    ],
    [
      'positive=4 negative=1;drop=3',
      [
        ['4', 'positive'],
        ['1', 'negative'],
        ['3', null],
      ],
    ],
    [
      'good=gut,"sehr, sehr gut" drop="na, ja"',
      [
        ['gut', 'good'],
        ['sehr, sehr gut', 'good'],
        ['na, ja', null],
      ],
    ],
  ])('%s is understood', (text, map) => {
    expect([...parseLabelMap(text)]).toEqual(map);
  });

  test.each([
    ['positive', /"positive" is no class with its labels/],
    ['a=1 b=1', /the label 1 is there twice/],
    [' ', /give classes with their labels/],
  ])('%j is refused', (text, message) => {
    expect(() => parseLabelMap(text)).toThrow(message);
  });

  test('a column of measurements is no label', async () => {
    const content = `text,label\n${Array.from({ length: 1500 }, (_, n) => `a text ${n},${n}.5`).join('\n')}`;
    await expect(readContent('x.csv', content, { labelColumn: 'label' })).rejects.toThrow(
      /more than 1000 values .* name another column with --label_column/,
    );
  });
});

describe('columns', () => {
  const words = (n: number) => `some words of a text ${n}`;
  const table = (header: string, row: (n: number) => string) =>
    `${header}\n${Array.from({ length: 12 }, (_, n) => row(n)).join('\n')}\n`;

  test.each([
    [
      'IMDB of Kaggle',
      'review,sentiment',
      (n: number) => `"${words(n)}<br />",${n % 2 ? 'positive' : 'negative'}`,
    ],
    ['Hugging Face', 'text,label', (n: number) => `${words(n)},${n % 2}`],
    [
      'SetFit',
      'text,label,label_text',
      (n: number) => `${words(n)},${n % 2},${n % 2 ? 'positive' : 'negative'}`,
    ],
    ['spaces and case', ' SentimentText, sentiment ', (n: number) => `${words(n)},${n % 2}`],
    [
      'airline tweets',
      'tweet_id,airline_sentiment,airline_sentiment_confidence,negativereason,airline,airline_sentiment_gold,text,tweet_location',
      (n: number) =>
        `${570306133677 + n},${n % 2 ? 'positive' : 'negative'},0.${n + 10},${n % 2 ? '' : 'Late'},Delta,,${words(n)},Here`,
    ],
    [
      'fine food',
      'Id,ProductId,UserId,HelpfulnessNumerator,Score,Time,Summary,Text',
      (n: number) => `${n},B00${n},A${n},${n % 3},${n % 2},13038624${n},Good stuff ${n},${words(n)}`,
    ],
    [
      'clothing',
      ',Clothing ID,Age,Title,Review Text,Rating',
      (n: number) => `${n},${n},33,Nice ${n},${words(n)},${n % 2}`,
    ],
    [
      'Alexa',
      'rating,date,verified_reviews,feedback',
      (n: number) => `${n % 2},31-Jul-18,${words(n)},${n % 3 ? 1 : 0}`,
    ],
    [
      'sentiments beside a usual name of less weight',
      'type,score,category,text,human_sentiment',
      (n: number) =>
        `${n % 3 ? 'tweet' : 'reply'},${n % 5},${n % 4},${words(n)},${n % 2 ? 'positive' : 'negative'}`,
    ],
    [
      'labels beside a number of a user',
      'user_id,satz,urteil',
      (n: number) => `${n % 3},${words(n)},${n % 2}`,
    ],
    ['other names', 'satz,urteil', (n: number) => `${words(n)},${n % 2}`],
    ['other names and more columns', 'nr,satz,urteil', (n: number) => `${n},${words(n)},${n % 2}`],
  ])('%s are found', async (_, header, row) => {
    const pairs = await pairsOf('x.csv', table(header, row));
    expect(pairs.slice(0, 2).map(([text, label]) => [text.replace('<br />', ''), label])).toEqual([
      [words(0), 'negative'],
      [words(1), 'positive'],
    ]);
  });

  test('columns without names are found by what they hold', async () => {
    const sentiment140 = (n: number) =>
      `"${n % 2 ? 4 : 0}","${1467800000 + n}","Mon Apr 06 22:19:${n + 10} PDT 2009","NO_QUERY","user${n}","${words(n)} and more of them"`;
    const content = Array.from({ length: 12 }, (_, n) => sentiment140(n)).join('\n');
    expect((await pairsOf('x.csv', content))[1]).toEqual([`${words(1)} and more of them`, 'positive']);
    const { notes } = await readContent('x.csv', content);
    expect(notes[0]).toContain('6 columns without names; texts in column 6, labels in column 1');
  });

  test('columns are named, by name or number', async () => {
    const content = table('a,b,c,d', (n) => `${words(n)},${words(n)}!,${n % 2},${n % 3}`);
    const options = { textColumn: 'b', labelColumn: '3' };
    expect((await pairsOf('x.csv', content, options))[1]).toEqual([`${words(1)}!`, 'positive']);
    const joined = await pairsOf('x.csv', content, { textColumn: 'a,b', labelColumn: 'C' });
    expect(joined[0]).toEqual([`${words(0)} ${words(0)}!`, 'negative']);
  });

  test.each([
    [
      'two texts',
      'text,review,label',
      {},
      /texts could be in column "text" or "review"; name one with --text_column/,
    ],
    ['two labels', 'text,a,b', {}, /labels could be in column "a" or "b"; name one with --label_column/],
    ['the same name twice', 'text,text,label', {}, /texts could be in column 1 or 2/],
    [
      'a name twice in a flag',
      'text,text,label',
      { textColumn: 'text' },
      /has 2 columns "text": give the number of one, 1 or 2/,
    ],
    ['a missing name', 'text,a,b', { labelColumn: 'x' }, /no column "x"; the columns are "text", "a", "b"/],
  ])('%s are refused with the candidates', async (_, header, options, message) => {
    const isLabel = header.endsWith('b');
    const content = table(header, (n) => `${words(n)},${isLabel ? n % 2 : words(n)},${n % 2}`);
    await expect(readContent('x.csv', content, options)).rejects.toThrow(message);
  });

  test('numbers of users are never labels', async () => {
    const users = table('user_id,text', (n) => `${n % 3},${words(n)}`);
    await expect(readContent('x.csv', users)).rejects.toThrow(/no column looks like labels/);
    const unlabeled = table('user_id,text,label', (n) => `${n % 3},${words(n)},`);
    await expect(readContent('x.csv', unlabeled)).rejects.toThrow(/12 of 12 rows .* the label is empty/s);
  });

  test('one column only has no labels', async () => {
    await expect(readContent('x.txt', 'a text\nanother text\n')).rejects.toThrow(/one column only/);
  });
});

describe('bad rows', () => {
  const file = (good: number, bad: readonly string[]) =>
    `text,label\n${rows(['0', '1'], good)}\n${bad.join('\n')}\n`;

  test('up to 1 % is left out, with a count and places', async () => {
    const { texts, notes } = await readContent('x.csv', file(400, ['a,', ',1', 'only one', 'b,NaN']));
    expect(texts).toHaveLength(400);
    expect(notes.find((note) => note.includes('rows'))).toBe(
      '4 of 404 rows cannot be used, and are left out:\n' +
        '  x.csv:402: the label is empty\n  x.csv:403: the text is empty\n' +
        '  x.csv:404: 1 field instead of 2\n  x.csv:405: the label is NaN',
    );
  });

  test('more stops, with the first ten', async () => {
    const bad = Array.from({ length: 12 }, () => 'a,');
    await expect(readContent('x.csv', file(400, bad))).rejects.toThrow(
      /^12 of 412 rows cannot be used:\n {2}x\.csv:402: .*x\.csv:411: the label is empty\n {2}and 2 more\nRead as CSV.*labels in column .*--bad_rows skip/s,
    );
    expect((await readContent('x.csv', file(400, bad), { badRows: 'skip' })).texts).toHaveLength(400);
  });

  test('one row of few is left out, unless --bad_rows stop', async () => {
    expect((await readContent('x.csv', file(20, ['a,']))).texts).toHaveLength(20);
    await expect(readContent('x.csv', file(20, ['a,']), { badRows: 'stop' })).rejects.toThrow(/1 of 21 rows/);
  });

  test('blank lines and rows of empty fields are no rows', async () => {
    expect((await readContent('x.csv', file(20, ['', ',', ' , ']), { badRows: 'stop' })).texts).toHaveLength(
      20,
    );
  });

  test('NaN and NULL are texts', async () => {
    expect(await pairsOf('x.csv', 'text,label\nNaN,1\nNULL,0\n')).toEqual([
      ['NaN', 'positive'],
      ['NULL', 'negative'],
    ]);
  });
});
