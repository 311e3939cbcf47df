import { bytesSource, openTable } from '../lib/reading';
import { textRank } from '../lib/reading/column-names';

/** A line feed, also behind carriage returns. A carriage return within a line is part of it. */
const LINE_FEED = /\r*\n/;
/** The end of lines where there is no line feed, as old Macs wrote it. */
const CARRIAGE_RETURN = /\r*\n|\r/;

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
  let lineEnd: RegExp | undefined; // as the first line ends show
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
    const [text, returns] = cutReturns(`${rest ?? ''}${decoded(chunk)}`);
    if (/[\r\n]/.test(text)) lineEnd ??= text.includes('\n') ? LINE_FEED : CARRIAGE_RETURN;
    const lines = text.split(lineEnd ?? LINE_FEED);
    rest = lines.pop()! + returns;
    line += lines.length;
    for (const one of lines) yield one;
  }
  [rest] = cutReturns(`${rest ?? ''}${decoded()}`);
  if (rest !== '') yield rest;
}

/** Returns a text without the carriage returns at its end, and these: a line feed may follow. */
function cutReturns(text: string): [string, string] {
  const [returns = ''] = /\r*$/.exec(text.slice(-8)) ?? [];
  return [text.slice(0, text.length - returns.length), returns];
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
