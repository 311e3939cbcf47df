import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { pipedLines } from '../../bin/piped-lines';

/** Returns the lines of a pipe that has these bytes. */
async function linesOf(text: string | Buffer, asLines = false): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of pipedLines(Readable.from([Buffer.from(text)]), { asLines })) lines.push(line);
  return lines;
}

describe('the lines of standard input', () => {
  test.each(['\n', '\r\n', '\r'])('may end with %j, and be blank', async (end) => {
    const lines = ['warm film', '', '  ', 'dull'];
    expect(await linesOf(`\ufeff${lines.join(end)}${end}`)).toEqual(lines);
  });

  test.each([
    ['with a mark', '\ufeff'],
    ['without one', ''],
  ])('may be UTF-16 %s, of both orders', async (_, mark) => {
    const bytes = Buffer.from(`${mark}warm film\r\ncafé\r\n`, 'utf16le');
    expect(await linesOf(bytes)).toEqual(['warm film', 'café']);
    await expect(linesOf(bytes.subarray(0, -1))).rejects.toThrow(/UTF-16, but cut off or damaged in line 2/);
    expect(await linesOf(bytes.swap16())).toEqual(['warm film', 'café']);
  });

  test('must be UTF-8 otherwise', async () => {
    await expect(linesOf(Buffer.from('warm film\ncafé\n', 'latin1'))).rejects.toThrow(
      /standard input is not UTF-8, in line 1 or soon after it: .*iconv/,
    );
  });

  test('are no table, unless they are to be read as lines', async () => {
    const csv = 'SentimentText,Sentiment\n"warm film, funny",1\ndull,0\n';
    await expect(linesOf(csv)).rejects.toThrow(
      /standard input is a table \(CSV, .*score its rows with npm run -s score/,
    );
    expect(await linesOf(csv, true)).toHaveLength(3);
  });
});
