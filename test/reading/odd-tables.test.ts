import { describe, expect, test } from 'vitest';
import { pairsOf, readContent, rows } from './read';

const PAIRS = [
  ['a fine, long film', 'positive'],
  ["not bad, it's fun", 'negative'],
] as const;

describe('tables of other programs', () => {
  test.each([
    ["quotes of Python's csv with quotechar", "text,label\n'a fine, long film',1\n'not bad, it''s fun',0\n"],
    ['a backslash before a comma', "text,label\na fine\\, long film,1\nnot bad\\, it's fun,0\n"],
    ['rows in quotes as a whole', '"text,label"\n"""a fine, long film"",1"\n"""not bad, it\'s fun"",0"\n'],
    [
      "Excel's line sep= in quotes",
      '"sep=;"\r\ntext;label\r\na fine, long film;1\r\nnot bad, it\'s fun;0\r\n',
    ],
    [
      'a title and an empty line above',
      "Survey 2020;\n;\ntext;label\na fine, long film;1\nnot bad, it's fun;0\n",
    ],
    ['comments above', '# exported\n# by us\ntext,label\n"a fine, long film",1\n"not bad, it\'s fun",0\n'],
    ['a column of bars', "text\t|\tlabel\na fine, long film\t|\t1\nnot bad, it's fun\t|\t0\n"],
    [
      "fastText's labels in a column",
      '"text","label"\n"a fine, long film",__label__1\n"not bad, it\'s fun",__label__0\n',
    ],
    ["R's numbers of rows", '"text","label"\n"1","a fine, long film",1\n"2","not bad, it\'s fun",0\n'],
  ])('%s', async (_, content) => {
    expect(await pairsOf('x.csv', content)).toEqual(PAIRS);
  });

  test.each([
    ['a tab', 'x.csv', "a fine, long film\t1\nnot bad, it's fun\t0\n", PAIRS],
    ['a bar', 'x.txt', "a fine, long film|1\nnot bad, it's fun|0\n", PAIRS],
    [
      'a semicolon, beside decimal commas',
      'x.csv',
      'a fine film;4,5\nnot bad;1,0\n',
      [
        ['a fine film', '4.5'],
        ['not bad', '1'],
      ],
    ],
  ])('commas of sentences and numbers separate nothing where %s does', async (_, name, content, pairs) => {
    expect(await pairsOf(name, content)).toEqual(pairs);
  });

  test('apostrophes in texts are no quotes', async () => {
    const texts = [
      "'tis the season",
      "it's a dog's life",
      "'great'",
      "the boys' film",
      'plain',
      "rock 'n' roll",
    ];
    const content = texts.map((text, n) => `${text},${n % 2}\n`).join('');
    expect((await pairsOf('x.csv', `text,label\n${content}`)).map(([text]) => text)).toEqual(texts);
  });

  test('a header that comes again, in joined files, is left out and told', async () => {
    const { texts, notes } = await readContent('x.csv', `text,label\n${rows(['1', '0'])}\n`.repeat(3));
    expect(texts).toHaveLength(36);
    expect(notes.join('\n')).toContain('2 rows are the header again, and left out');
  });

  test('texts with commas and without quotes are refused with the reason', async () => {
    const content = `text,label\n${'so, so bad,0\nwell, well, well,1\n'.repeat(5)}`;
    await expect(pairsOf('x.csv', content)).rejects.toThrow(
      /x\.csv:2: 3 fields instead of 2, and so on in 10 of the first 10 rows.*must be in quotes/,
    );
  });

  test.each([
    ['another delimiter', 'x.csv', 'a~1\nb~0\n', /no labels beside the texts.*--delimiter/],
    ['labels alone', 'labels.txt', '0\n1\n0\n', /no texts.*paste texts\.txt labels\.txt/],
  ])('%s is refused with what to do', async (_, name, content, advice) => {
    await expect(pairsOf(name, content)).rejects.toThrow(advice);
  });
});

describe('lines with a label', () => {
  test.each([
    ['in front', '1 a fine film\n0 not bad\n1 good\n0 bad\n'],
    ['behind', 'a fine film __label__1\nnot bad __label__0\n'],
    ['of trees', '(1 (2 a) (3 (3 fine) (2 film)))\n(0 (2 not) (1 bad))\n'],
  ])('%s', async (_, content) => {
    expect((await pairsOf('x.txt', content)).slice(0, 2)).toEqual([
      ['a fine film', 'positive'],
      ['not bad', 'negative'],
    ]);
  });
});

describe('a column for each class', () => {
  const CONTENT = 'text,negative,positive\nfine,0,1\nbad,1.0,0.0\nboth,1,1\n';

  test('is named with the others', async () => {
    const { texts, notes } = await readContent('x.csv', CONTENT, { labelColumn: 'negative,positive' });
    expect(texts.map(({ text, label }) => [text, label])).toEqual([
      ['fine', 'positive'],
      ['bad', 'negative'],
    ]);
    expect(notes.join('\n')).toContain('x.csv:4: 2 classes instead of 1');
  });

  test('is proposed', async () => {
    await expect(pairsOf('x.csv', CONTENT)).rejects.toThrow(
      /or all if each is a class: --label_column 'negative,positive'/,
    );
  });
});

describe('JSON in JSON', () => {
  const LINES = [
    { data: { text: 'fine', lang: 'en' }, annotations: [{ result: [{ choices: ['pos'] }] }] },
    { data: { text: 'bad', lang: 'en' }, annotations: [{ result: [{ choices: ['neg'] }] }] },
  ];
  const RESULT = [
    ['fine', 'positive'],
    ['bad', 'negative'],
  ];
  const lists = [
    { text: 'fine', label: 'pos' },
    { text: 'bad', label: 'neg' },
  ];

  test.each([
    ['objects in records', LINES.map((line) => JSON.stringify(line)).join('\n')],
    ['lists of one', lists.map(({ text, label }) => JSON.stringify({ text, label: [label] })).join('\n')],
    [
      'labels with a score',
      lists.map(({ text, label }) => JSON.stringify({ text, label: { name: label, score: 1 } })).join('\n'),
    ],
    ['rows in an object in an object', JSON.stringify({ version: 1, data: { examples: lists } })],
    ['a list for each class', JSON.stringify({ pos: ['fine'], neg: ['bad'] })],
  ])('%s', async (_, content) => {
    expect(await pairsOf('x.json', content)).toEqual(RESULT);
  });

  test('what lies beside the rows is told', async () => {
    const { notes } = await readContent('x.json', JSON.stringify({ train: lists, test: lists.slice(1) }));
    expect(notes.join('\n')).toContain('x.json: not read: "test" (1)');
  });

  test("Python's form is refused with the reason", async () => {
    await expect(pairsOf('x.json', "{'text': 'fine', 'label': 1}\n".repeat(3))).rejects.toThrow(
      /no rows: .*as Python's json\.dumps writes them; line 1: /,
    );
  });
});
