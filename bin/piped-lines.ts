import { bytesSource, openTable } from '../lib/reading';
import { textRank } from '../lib/reading/column-names';

/**
 * Yields the lines of a pipe, without their ends and without a byte order mark.
 *
 * @param options `asLines`: whether to read a table as lines, too. Default false
 * @throws if they are not UTF-8, or look like a table; the message says what to use
 */
export async function* pipedLines(
  pipe: AsyncIterable<Uint8Array>,
  { asLines = false }: { asLines?: boolean } = {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest: string | undefined;
  let line = 1;
  const decoded = (bytes?: Uint8Array) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch (error) {
      throw new Error(
        `standard input is not UTF-8, in line ${line} or soon after it: convert it, for example with iconv -f latin1 -t utf-8`,
        { cause: error },
      );
    }
  };
  for await (const chunk of pipe) {
    if (rest === undefined && !asLines) await refuseTable(chunk);
    const lines = `${rest ?? ''}${decoded(chunk)}`.split('\n');
    rest = lines.pop()!;
    line += lines.length;
    for (const text of lines) yield text.endsWith('\r') ? text.slice(0, -1) : text;
  }
  rest = `${rest ?? ''}${decoded()}`;
  if (rest !== '') yield rest;
}

async function refuseTable(beginning: Uint8Array): Promise<void> {
  const table = await openTable(bytesSource('standard input', beginning)).catch(() => undefined);
  if (!table) return;
  const { format, columns, hasHeader, readAs } = table;
  const isTable = columns.length > 1 && hasHeader && columns.some((name) => Number.isFinite(textRank(name)));
  if (isTable || format.startsWith('JSON'))
    throw new Error(
      `standard input is a table (${readAs}), not one text per line: score its rows with npm run -s score -- FILE --out FILE, or read it as lines with --lines`,
    );
}
