import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dialect, rowParser } from '../../lib/reading';

const CSV: Dialect = { delimiter: ',', quoting: 'doubled', lineEnd: '\n' };

/** Returns the rows of a text that comes in parts of `size` characters. */
function parsed(text: string, dialect: Partial<Dialect> = {}, size = text.length || 1) {
  const parser = rowParser({ ...CSV, ...dialect }, 'x.csv');
  const rows = [];
  for (let at = 0; at < text.length; at += size) rows.push(...parser.write(text.slice(at, at + size)));
  return [...rows, ...parser.end()];
}

const fields = (...args: Parameters<typeof parsed>) => parsed(...args).map((row) => row.fields);

describe('rowParser', () => {
  test('tables are read like csv-parse does, in parts of any size', () => {
    const field = fc.stringMatching(/^[a"' ,;\r\n\t\\é😀]{0,8}$/u);
    const table = fc.array(fc.array(field, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 9 }), fc.constantFrom('\n', '\r\n'), (rows, size, end) => {
        const text = rows
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',') + end)
          .join('');
        expect(fields(text, {}, size)).toEqual(rows);
        expect(fields(text, {}, size)).toEqual(parse(text, { record_delimiter: end }));
      }),
    );
  });

  test('fields without quotes are read like csv-parse does', () => {
    const field = fc.stringMatching(/^[ab' é😀]{1,8}$/u);
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 9 }), (rows, size) => {
        const text = rows.map((row) => row.join(',')).join('\n');
        expect(fields(text, {}, size)).toEqual(parse(text));
      }),
    );
  });

  test('rows have the lines where they start', () => {
    const text = 'a,b\r\n"two\r\nlines","and\n\nfour"\r\n\r\nlast,row';
    for (const size of [1, 2, 100])
      expect(parsed(text, {}, size).map(({ line, fields: [first] }) => [line, first])).toEqual([
        [1, 'a'],
        [2, 'two\r\nlines'],
        [6, ''],
        [7, 'last'],
      ]);
  });

  test('CRLF and LF may be mixed, and a carriage return in a line is a character', () => {
    expect(fields('a,1\r\nb,2\nc\rd,3\r\n')).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['c\rd', '3'],
    ]);
  });

  test('lines of old Macs end with carriage returns', () => {
    expect(fields('a,1\rb,2\r', { lineEnd: '\r' })).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  test('backslashes escape quotes where the dialect says so', () => {
    const text = '"say \\"hi\\", \\\\ and \\n","C:\\\\"\n"two ""quotes""",2\n';
    for (const size of [1, 5, 100])
      expect(fields(text, { quoting: 'backslash' }, size)).toEqual([
        ['say "hi", \\ and \\n', 'C:\\'],
        ['two "quotes"', '2'],
      ]);
  });

  test('quotes are characters where there is no quoting', () => {
    expect(fields('"open\t1\n"closed"\t0\n', { delimiter: '\t', quoting: 'none' })).toEqual([
      ['"open', '1'],
      ['"closed"', '0'],
    ]);
  });

  test('a quote in a wrong place is a character, and spoils no other row', () => {
    const rows = parsed(
      '"Great" they said,1\n"never closed,0\n"a "quoted" word",1\n"proper, text",0\nsay "hi",1\n',
    );
    expect(rows.map((row) => row.fields)).toEqual([
      ['"Great" they said', '1'],
      ['"never closed', '0'],
      ['a "quoted" word', '1'],
      ['proper, text', '0'],
      ['say "hi"', '1'],
    ]);
    expect(rows.map(({ hasOddQuote }) => hasOddQuote)).toEqual([true, true, true, false, false]);
  });

  test('a quote that is never closed spoils one row, in parts of any size', () => {
    for (const size of [1, 7, 1000])
      expect(fields(`"open,1\n${'fine,0\n'.repeat(20)}`, {}, size)).toEqual([
        ['"open', '1'],
        ...Array(20).fill(['fine', '0']),
      ]);
  });

  test('delimiters may have several characters, and lines none', () => {
    expect(fields('a || b||c\n', { delimiter: '||' }, 1)).toEqual([['a ', ' b', 'c']]);
    expect(fields('a, "b"\nc', { delimiter: null, quoting: 'none' })).toEqual([['a, "b"'], ['c']]);
  });

  test('fields of a million characters are read in time', () => {
    const long = 'word, '.repeat(300_000);
    expect(fields(`"${long}",1\n`, {}, 65_536)).toEqual([[long, '1']]);
  });

  test('a row is complete as soon as its line is', () => {
    const parser = rowParser(CSV, 'x.csv');
    expect(parser.write('"a",1\n')).toHaveLength(1);
    expect(parser.write('b,2')).toHaveLength(0);
    expect(parser.write('\r\n')).toMatchObject([{ line: 2, fields: ['b', '2'] }]);
  });

  test('NUL is a character', () => {
    expect(fields('a\0b,1\n')).toEqual([['a\0b', '1']]);
  });
});
