import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ByteSource, bytesSource, findRowParts, openRange, openTable } from '../../lib/reading';

/** Returns text as a source that is read in small parts. */
function source(text: string | Uint8Array, name = 'rows.csv', part = 50): ByteSource {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return {
    ...bytesSource(name, bytes),
    async *chunks(onRead) {
      for (let at = 0; at < bytes.length; at += part) yield bytes.subarray(at, at + part);
      onRead?.(bytes.length);
    },
  };
}

async function fieldsOf(table: { rows(): AsyncIterable<{ fields: readonly string[]; problem?: string }> }) {
  const rows = [];
  for await (const { fields, problem } of table.rows()) rows.push([...fields, problem]);
  return rows;
}

async function expectSameRows(file: ByteSource, size: number): Promise<number> {
  const whole = await fieldsOf(await openTable(file));
  const { rows, ranges } = await findRowParts(file, {}, size);
  expect(rows).toBe(whole.length);
  for (const [at, range] of ranges!.entries()) {
    const part = await openRange(file, {}, range);
    expect(await fieldsOf(part)).toEqual(whole.slice(at * size, (at + 1) * size));
  }
  expect(ranges!.at(-1)!.end).toBe(file.size);
  return ranges!.length;
}

const text = fc.array(fc.constantFrom('fine', 'film', 'a, b', '"said"', 'é☃', '\n', ' ', '\r\n', "'"), {
  maxLength: 6,
});
const rowsOf = fc.array(text, { minLength: 3, maxLength: 40 });

test('the rows of all ranges are the rows of the file', () =>
  fc.assert(
    fc.asyncProperty(
      rowsOf,
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      fc.integer({ min: 1, max: 9 }),
      async (rows, end, hasHeader, size) => {
        const lines = rows.map((words, n) => `${n},"${words.join(' ').replaceAll('"', '""')}",5`);
        const all = hasHeader ? ['id,text,stars', ...lines] : lines;
        await expectSameRows(source(all.join(end)), size);
      },
    ),
    { numRuns: 60 },
  ));

test('also behind a byte-order mark, a line with the delimiter, odd quotes and rows of another width', async () => {
  const lines = ['sep=;', 'id;text', '1;"a ""b"" c"', '2;d;e', '3', '', '4;f\tg', '5;"h\ni"'];
  expect(await expectSameRows(source(`\ufeff${lines.join('\r\n')}\r\n`), 2)).toBe(3);
});

test('and behind quotes in odd places, and a header again where files were joined', async () => {
  const lines = ['id,text', '1,"a "b" c"', '2,d "e', '3,"f', '4,g"', 'id,text', '5,"h\ni"', 'id,text', '6,j'];
  const file = source(`${lines.join('\n')}\n`);
  for (const size of [1, 2, 3]) await expectSameRows(file, size);
  const table = await openTable(file);
  await fieldsOf(table);
  expect(table.oddity!()).toMatch(/quotes in odd places.*\n.*the header again, and left out/);
});

test('and in JSON lines with blank lines', async () => {
  const lines = [
    '{"text": "a\\nb"}',
    '',
    '{"text": "☃", "n": 12345678901234567890}',
    'no JSON',
    '{"text": "d"}',
  ];
  expect(await expectSameRows(source(lines.join('\n'), 'rows.jsonl'), 1)).toBe(4);
});

test.each([
  ['UTF-16', source(new Uint8Array(Buffer.from('\ufeffid,text\n1,a\n2,b\n', 'utf16le')))],
  ['windows-1252', source(Buffer.from('id,text\n1,caf\xe9\n2,na\xefve\n', 'latin1'))],
  ['old line ends', source('id,text\r1,a\r2,b\r3,c\r')],
  ['a JSON array', source('[{"text": "a"}, {"text": "b"}]', 'rows.json')],
  ['a source without slices', { ...source('id,text\n1,a\n2,b\n'), slice: undefined }],
])('in %s, rows are found by counting only', async (_, file) => {
  const { rows, ranges } = await findRowParts(file, {}, 1);
  expect(rows).toBeGreaterThan(1);
  expect(ranges).toBeUndefined();
});
