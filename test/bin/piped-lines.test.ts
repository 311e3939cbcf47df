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

  test('must be UTF-8', async () => {
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
