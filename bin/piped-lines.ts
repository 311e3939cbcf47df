import { bytesSource, decoder, openTable } from '../lib/reading';
import { textRank } from '../lib/reading/column-names';

/** A line feed, also behind carriage returns. A carriage return within a line is part of it. */
const LINE_FEED = /\r*\n/;
/** The end of lines where there is no line feed, as old Macs wrote it. */
const CARRIAGE_RETURN = /\r*\n|\r/;

/**
 * Yields the lines of a pipe, without their ends and without a byte order mark. The first bytes
 * show whether they are UTF-16.
 *
 * @param options `asLines`: whether to read a table as lines, too. Default false
 * @throws if they are neither UTF-8 nor UTF-16, or look like a table; the message says what to use
 */
export async function* pipedLines(
  pipe: AsyncIterable<Uint8Array>,
  { asLines = false }: { asLines?: boolean } = {},
): AsyncGenerator<string> {
  let unicode = new TextDecoder('utf-8', { fatal: true });
  const started: string[] = []; // the line that is not complete, in parts
  let length = 0; // of that line
  let returns = ''; // carriage returns behind it: a line feed may follow
  let lineEnd: RegExp | undefined; // as the first line ends show
  let isFirst = true;
  let line = 1;
  const decoded = (bytes?: Uint8Array) => {
    try {
      return bytes ? unicode.decode(bytes, { stream: true }) : unicode.decode();
    } catch (error) {
      const isUtf8 = unicode.encoding === 'utf-8';
      throw new Error(
        isUtf8
          ? `standard input is not UTF-8, in line ${line} or soon after it: convert it, for example with iconv -f latin1 -t utf-8`
          : `standard input is UTF-16, but cut off or damaged in line ${line} or soon after it: make it again`,
        { cause: error },
      );
    }
  };
  for await (const chunk of pipe) {
    if (isFirst) {
      unicode = unicodeDecoder(chunk);
      if (!asLines) await refuseTable(chunk);
    }
    isFirst = false;
    const text = returns + decoded(chunk);
    const end = endOf(text);
    returns = text.slice(end);
    const complete = text.slice(0, end);
    if (/[\r\n]/.test(complete)) lineEnd ??= complete.includes('\n') ? LINE_FEED : CARRIAGE_RETURN;
    for (const [n, part] of complete.split(lineEnd ?? LINE_FEED).entries()) {
      if (n > 0) {
        yield started.splice(0).join('');
        line++;
        length = 0;
      }
      started.push(part);
      length += part.length;
      if (length > LONGEST_LINE)
        throw new Error(
          `line ${line} of standard input has more than ${LONGEST_LINE.toLocaleString('en-US')} characters: expected a text in each line`,
        );
    }
  }
  const text = returns + decoded();
  const last = started.join('') + text.slice(0, endOf(text));
  if (last !== '') yield last;
}

/** The most characters of a line. A file without line ends must not fill the memory. */
const LONGEST_LINE = 2 ** 25;

/** Returns where the carriage returns at the end of a text begin. */
function endOf(text: string): number {
  let end = text.length;
  while (text[end - 1] === '\r') end--;
  return end;
}

/** Returns a decoder for text that begins with these bytes: of UTF-16, or else of UTF-8. */
function unicodeDecoder(beginning: Uint8Array): TextDecoder {
  const found = decoder('standard input');
  found.write(beginning);
  const encoding = found.encoding.startsWith('UTF-16') ? found.encoding : 'utf-8';
  return new TextDecoder(encoding, { fatal: true });
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
