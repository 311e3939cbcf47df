import { describe, expect, test } from 'vitest';
import { pipedLines } from '../../bin/piped-lines';
import type { ByteSource } from '../../lib/reading';
import { openTable } from '../../lib/reading';

const PART = Buffer.alloc(2 ** 23, 'a');

/** Yields bytes without a line end for ever, as /dev/zero does. */
async function* endless(beginning: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(beginning);
  for (;;) yield PART;
}

async function readAll(name: string, beginning: string): Promise<void> {
  const source: ByteSource = { name, chunks: () => endless(beginning) };
  const table = await openTable(source);
  for await (const _row of table.rows());
}

describe('a row that does not end', () => {
  test.each([
    ['x.csv', 'text,label\n"a",1\n"b', 3],
    ['x.json', '[{"text": "a"},\n{"text": "', 2],
  ])('%s is refused with its line', async (name, beginning, line) => {
    await expect(readAll(name, beginning)).rejects.toThrow(
      `${name}:${line}: the row does not end within 33,554,432 characters`,
    );
  });

  test('standard input is refused with its line', async () => {
    const lines = pipedLines(endless('a\nb\n'));
    const read = async () => {
      for await (const _line of lines);
    };
    await expect(read()).rejects.toThrow('line 3 of standard input has more than 33,554,432 characters');
  });
});
