import { describe, expect, test } from 'vitest';
import {
  bytesSource,
  openTable,
  readTexts,
  type Table,
  type TableOptions,
  type TableRow,
} from '../../lib/reading';
import { PARQUET, TIMES } from './parquet';
import { bytesOf, pairsOf, readContent } from './read';

async function open(name: string, content: string | Uint8Array, options?: TableOptions) {
  return openTable(bytesSource(name, bytesOf(content)), options);
}

async function rowsOf(table: Table): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of table.rows()) rows.push(row);
  return rows;
}

const fieldsOf = async (table: Table) => (await rowsOf(table)).map(({ fields }) => fields);

describe('delimited text', () => {
  test.each([
    ['commas', 'x.csv', 'text,label\n"a, b",1\nc,0\n', 'CSV, UTF-8, columns text, label'],
    ['tabs', 'x.tsv', 'text\tlabel\na, b\t1\nc\t0\n', 'TSV, UTF-8, columns text, label'],
    ['tabs in a .csv', 'x.csv', 'text\tlabel\na, b\t1\nc\t0\n', 'TSV, UTF-8, columns text, label'],
    ['semicolons and decimal commas', 'x.csv', 'text;label\na;0,5\nb;1,0\n', /^text with ";" between/],
    ["Excel's sep=", 'x.csv', 'sep=;\r\ntext;label\r\na, b;1\r\nc;0\r\n', /^text with ";" between/],
    ['bars', 'x.txt', 'text|label\na|1\nb|0\n', /^text with "\|" between/],
  ])('%s are found', async (_, name, content, readAs) => {
    const table = await open(name, content);
    expect(table.readAs).toMatch(readAs);
    expect(table.columns).toEqual(['text', 'label']);
    expect(await rowsOf(table)).toHaveLength(2);
  });

  test('the line sep=; counts as a line', async () => {
    const rows = await rowsOf(await open('x.csv', 'sep=;\ntext;label\na;1\n'));
    expect(rows).toEqual([{ line: 3, fields: ['a', '1'] }]);
  });

  test('rows can be read again, and raw', async () => {
    const table = await open('x.csv', 'id,text\n7," a ""b"""\n\n8,c\n');
    for (let time = 0; time < 2; time++)
      expect(await rowsOf(table)).toEqual([
        { line: 2, fields: ['7', ' a "b"'] },
        { line: 3, fields: [''] },
        { line: 4, fields: ['8', 'c'] },
      ]);
  });

  test('rows of a pipe come as they are written', async () => {
    let written = 0;
    const source = {
      name: '-',
      async *chunks() {
        for (const line of ['text,id\n', 'one,1\n', 'two,2\n']) {
          written++;
          yield bytesOf(line);
        }
      },
    };
    const table = await openTable(source, { headBytes: 1, header: true, delimiter: ',' });
    expect(written).toBe(1);
    const rows = table.rows()[Symbol.asyncIterator]();
    expect((await rows.next()).value.fields).toEqual(['one', '1']);
    expect(written).toBe(2);
  });

  test.each([
    ['a usual name', 'Review Text,x\nFine,3\n', true],
    ['words above numbers', 'satz,urteil\nGut so,1\nNicht gut,0\n', true],
    ['a word above few words', `satz,urteil\n${'Das war,gut\nUnd das,schlecht\n'.repeat(4)}`, true],
    ['names of pandas', ',0,1\n0,Fine film,1\n1,Bad film,0\n', true],
    ['a first row like the others', 'fine film,1\nbad film,0\n', false],
    ['a label that comes again', `${'fine film,pos\nbad film,neg\n'.repeat(4)}`, false],
    ['a label that has the name of a column', `${'on rockets,topic\non cats,review\n'.repeat(6)}`, false],
  ])('%s tells whether there is a header', async (_, content, hasHeader) => {
    expect((await open('x.csv', content)).hasHeader).toBe(hasHeader);
  });

  test("R's header lacks the name of the first column", async () => {
    const table = await open('x.csv', '"text","label"\n"1","Fine, really","pos"\n"2","Bad, really","neg"\n');
    expect(table.columns).toEqual(['', 'text', 'label']);
  });

  test('an empty field at the end of every row is none', async () => {
    expect(await fieldsOf(await open('x.csv', 'text,label\na,1,\nb,0,\n'))).toEqual([
      ['a', '1'],
      ['b', '0'],
    ]);
  });

  test('a row with more or fewer fields has a problem, and keeps its fields', async () => {
    const rows = await rowsOf(await open('x.csv', `text,label\n${'a,1\n'.repeat(20)}b, c, 0\nd\n`));
    expect(rows.slice(-2)).toEqual([
      { line: 22, fields: ['b', ' c', ' 0'], problem: '3 fields instead of 2' },
      { line: 23, fields: ['d'], problem: '1 field instead of 2' },
    ]);
  });

  test('quotes by backslash, as in labeledTrainData.tsv, are found', async () => {
    const table = await open('x.tsv', 'id\ttext\n"1"\t"say \\"hi\\" and go"\n"2"\t"plain"\n');
    expect(await fieldsOf(table)).toEqual([
      ['1', 'say "hi" and go'],
      ['2', 'plain'],
    ]);
    expect(table.readAs).toContain('quotes as \\"');
  });

  test("a backslash before Yelp's doubled quote is a character", async () => {
    const table = await open('x.csv', '"1","say \\""hi\\"", then\\n\\ngo"\n"2","plain ""quotes"", too"\n');
    expect((await fieldsOf(table)).map(([, text]) => text)).toEqual([
      'say \\"hi\\", then\\n\\ngo',
      'plain "quotes", too',
    ]);
  });

  test('quotes without a partner, as in SST-2, are characters', async () => {
    const lines = ['" open\t1', 'fine film\t0', 'an end "\t1', '"whole"\t0', '" again\t1'];
    const table = await open('x.tsv', `sentence\tlabel\n${lines.join('\n')}\n`);
    expect((await fieldsOf(table)).map(([text]) => text)).toEqual([
      '" open',
      'fine film',
      'an end "',
      '"whole"',
      '" again',
    ]);
  });

  test('options count more than what is found', async () => {
    const table = await open('x.csv', 'a,b\nc,d\n', { delimiter: 'tab', header: false, quoting: 'none' });
    expect(await fieldsOf(table)).toEqual([['a,b'], ['c,d']]);
  });

  test('odd quotes are told', async () => {
    const { notes } = await readContent('x.csv', `text,label\n${'a,1\nb,0\n'.repeat(99)}"open,1\n`);
    expect(notes.join('\n')).toMatch(/quotes in odd places .* 1 row, the first in line 200/);
  });

  test('a text of more than a megabyte is read, and its column found by its name', async () => {
    const long = 'word '.repeat(250_000);
    expect((await pairsOf('x.csv', `text,label\n"${long}",1\nb,0\n`))[0]).toEqual([long, 'positive']);
    expect((await pairsOf('x.csv', `id,label,text\n1,1,"${long}"\n2,0,b\n`))[0]).toEqual([long, 'positive']);
  });
});

describe('JSON', () => {
  const rows = [
    ['A "fine" film', 1],
    ['Two\nlines, bad', 0],
  ] as const;
  const objects = rows.map(([text, label]) => ({ text, label }));
  const lines = objects.map((row) => JSON.stringify(row)).join('\n');
  test.each([
    ['lines', 'x.jsonl', lines],
    ['lines with another ending', 'x.json', `${lines}\r\n`],
    ['an array', 'x.json', JSON.stringify(objects)],
    ['an array over lines', 'x.json', JSON.stringify(objects, null, 2)],
    ['an object with a list', 'x.json', JSON.stringify({ version: '1', data: objects })],
    [
      "pandas' columns",
      'x.json',
      JSON.stringify({ text: { 0: rows[0][0], 1: rows[1][0] }, label: { 0: 1, 1: 0 } }),
    ],
    ["pandas' lists", 'x.json', JSON.stringify({ text: [rows[0][0], rows[1][0]], label: [1, 0] })],
    ["pandas' split", 'x.json', JSON.stringify({ columns: ['text', 'label'], index: [0, 1], data: rows })],
    ["pandas' index", 'x.json', JSON.stringify({ 0: objects[0], 1: objects[1] })],
    ['an index of names', 'x.json', JSON.stringify({ '-Mx0': objects[0], '-Mx1': objects[1] })],
    ['an array in JSON lines', 'x.jsonl', JSON.stringify(objects)],
    ['an array over several lines in JSON lines', 'x.jsonl', JSON.stringify(objects, null, 1)],
    ['objects one after another', 'x.json', objects.map((row) => JSON.stringify(row, null, 1)).join('\n')],
    ['arrays a line', 'x.jsonl', rows.map((row) => JSON.stringify(row)).join('\n')],
    ['a byte order mark', 'x.jsonl', `\ufeff${lines}`],
  ])('%s', async (_, name, content) => {
    expect(await pairsOf(name, content)).toEqual([
      ['A "fine" film', 'positive'],
      ['Two\nlines, bad', 'negative'],
    ]);
  });

  test('the elements of an array have their lines, also in parts', async () => {
    const bytes = bytesOf(JSON.stringify(objects, null, 2));
    const source = {
      name: 'x.json',
      async *chunks() {
        for (let at = 0; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3);
      },
    };
    expect((await rowsOf(await openTable(source))).map(({ line }) => line)).toEqual([2, 6]);
  });

  test('a broken line is a bad row, and types are kept', async () => {
    const table = await open('x.jsonl', `${lines}\r\n{"text": "cut\r\n{"text": "c", "label": NaN}\r\n`);
    const all = await rowsOf(table);
    expect(all[2]).toMatchObject({ line: 3, problem: expect.stringMatching(/JSON|string/i) });
    expect(all[2]!.unreadable).toBe('{"text": "cut');
    expect(all[3]).toMatchObject({ line: 4, fields: ['c', ''], record: { text: 'c', label: null } });
  });

  /** Returns JSON lines of which the last one has another key, and its source in several parts. */
  function lateKey() {
    const few = '{"text": "a good film"}\n'.repeat(1100);
    const last = '{"text": "bad", "note": "KEEP ME"}\n';
    return {
      name: 'x.jsonl',
      chunks: async function* () {
        yield* [few, last].map(bytesOf);
      },
    };
  }

  test('a key that first comes behind row 1,000 is a column', async () => {
    const table = await openTable(lateKey());
    expect(table.columns).toEqual(['text', 'note']);
    expect((await fieldsOf(table)).at(-1)).toEqual(['bad', 'KEEP ME']);
    expect(table.lateKeys).toBeUndefined();
  });

  test('a key that first comes behind the beginning is none, and told', async () => {
    const table = await openTable(lateKey(), { headBytes: 1 });
    expect(table.columns).toEqual(['text']);
    expect((await rowsOf(table)).at(-1)!.record).toEqual({ text: 'bad', note: 'KEEP ME' });
    expect([...table.lateKeys!()]).toEqual([['note', 1101]]);
    await expect(readTexts([{ source: lateKey() }], { headBytes: 1 })).rejects.toThrow(
      /"text" is the only key, so there are no labels; a key that first comes behind .*in front/,
    );
  });

  test('an array that is cut off is refused', async () => {
    const table = await open('x.json', JSON.stringify(objects).slice(0, -9));
    await expect(rowsOf(table)).rejects.toThrow(/x\.json:1: the file ends within this value/);
  });

  test('a CSV whose first text begins with a bracket is no JSON', async () => {
    expect((await open('x.csv', '[spoiler] fine film,1\nbad film,0\n')).format).toBe('delimited');
  });
});

describe('other formats', () => {
  test("fastText's lines", async () => {
    const content = '__label__2 Fine film\n__label__1 , "Bad film"\n__label__a __label__b Both\n';
    const { texts } = await readContent('x.txt', content, { badRows: 'skip' });
    expect(texts).toEqual([
      { text: 'Fine film', label: 'positive', source: 'x.txt:1' },
      { text: '"Bad film"', label: 'negative', source: 'x.txt:2' },
    ]);
  });

  test('Parquet, with types kept', async () => {
    const table = await open('x.parquet', PARQUET);
    expect(table.readAs).toBe('Parquet, columns text, label, n');
    expect(await rowsOf(table)).toEqual([
      { line: 1, fields: ['A fine film', '1', '1.5'], record: { text: 'A fine film', label: 1n, n: 1.5 } },
      { line: 2, fields: ['A bad film', '0', '2'], record: { text: 'A bad film', label: 0n, n: 2 } },
      { line: 3, fields: ['So so', '', '3'], record: { text: 'So so', label: null, n: 3 } },
    ]);
    await expect(open('x.parquet', PARQUET.subarray(1))).rejects.toThrow('does not begin with PAR1');
    await expect(open('x.parquet', PARQUET.subarray(0, 300))).rejects.toThrow(
      /x\.parquet is no Parquet file that can be read/,
    );
  });

  test('times of Parquet keep their digits, and have a Z only if the file says that they are in UTC', async () => {
    const [first, second] = await rowsOf(await open('x.parquet', TIMES));
    const naive = '2025-01-31T12:00:00.123456';
    expect(first!.fields).toEqual([
      'Fine',
      naive,
      '1969-12-31T23:59:59.999Z',
      '1970-01-01T00:00:00.000000001',
      '2025-01-31',
      naive,
    ]);
    expect(second!.fields.slice(1)).toEqual([
      '',
      '2025-01-31T12:00:00.000Z',
      '1970-01-01T00:00:00.000000002',
      '',
      '',
    ]);
    expect(first!.record).toMatchObject({ naive, day: '2025-01-31', all: [naive] });
  });

  test("the Financial PhraseBank's lines", async () => {
    const content = 'Profit rose @ 5 % .@positive\r\nIt is a plant .@neutral\r\nProfit fell .@negative\r\n';
    expect(await pairsOf('x.txt', content)).toEqual([
      ['Profit rose @ 5 % .', 'positive'],
      ['It is a plant .', 'neutral'],
      ['Profit fell .', 'negative'],
    ]);
  });

  test.each([
    ['an Excel workbook', 'x.csv', [0x50, 0x4b, 3, 4, 20], /Excel workbook or a zip archive: save .* as CSV/],
    ['an old workbook', 'x.xls', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], /old Excel workbook/],
    ['gzip', 'x.csv', [0x1f, 0x8b, 8, 0], /compressed with gzip/],
    ['a pickle', 'x.pkl', [0x80, 4, 0x95], /pickle, which could run code/],
  ])('%s is refused with what to do', async (_, name, bytes, message) => {
    await expect(open(name, Uint8Array.from(bytes))).rejects.toThrow(message);
  });

  test.each([
    ['a web page', 'x.xls', '\n<!DOCTYPE html><html><table>', /is a web page: save its table as CSV/],
    ['XML', 'x.csv', '<?xml version="1.0"?><data/>', /is XML/],
    ['a pointer', 'x.csv', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', /run git lfs pull/],
  ])('%s is refused by its first words', async (_, name, content, message) => {
    await expect(open(name, content)).rejects.toThrow(message);
    await expect(open('standard input', `${content}\n`)).resolves.toBeDefined();
  });

  test.each([
    ['an empty file', ''],
    ['a header only', 'text,label\n'],
    ['blank lines', '\n \n'],
  ])('%s is refused', async (_, content) => {
    await expect(open('x.csv', content)).rejects.toThrow(/x\.csv (is empty|has no rows)/);
  });
});
