/** Opens a table, whatever the format of the file is. */
import { type ByteSource, bytesSource, type Peeked, peek } from './byte-source';
import { openDelimited } from './delimited-table';
import { isJson, openJson } from './json-table';
import { lineFormatOf, openLabeledLines } from './labeled-lines';
import { isParquet, openParquet } from './parquet-table';
import type { Table, TableOptions } from './table';
import { decodedText } from './text-chunks';

const HEAD_BYTES = 2 ** 18;

/**
 * Opens a table: CSV and its relatives, JSON lines, a JSON array, Parquet, lines with a label such
 * as fastText's, or plain lines. Format, encoding, delimiter, quotes and header are found from the
 * first bytes, unless they are given.
 *
 * @throws when the source is empty, is no table (an Excel workbook, an archive), or an option is
 *   unknown
 */
export async function openTable(source: ByteSource | Uint8Array, options: TableOptions = {}): Promise<Table> {
  const named = source instanceof Uint8Array ? bytesSource('data', source) : source;
  const peeked = await peek(named, options.headBytes ?? HEAD_BYTES);
  try {
    return await tableOf(named, peeked, options);
  } catch (error) {
    await peeked.close();
    throw error;
  }
}

async function tableOf(source: ByteSource, peeked: Peeked, options: TableOptions): Promise<Table> {
  const { name } = source;
  const { head } = peeked;
  if (head.length === 0) throw new Error(`${name} is empty`);
  if (isParquet(head)) return openParquet(source, peeked);
  refuseBinary(name, head);
  if (/\.parquet$/i.test(name))
    throw new Error(
      `${name} is no Parquet file that can be read: it does not begin with PAR1. Copy it again, or give it the ending of what it is`,
    );
  const text = decodedText(name, peeked, options.encoding);
  refuseOtherTexts(name, text.beginning);
  const isDelimited = options.delimiter !== undefined || options.quoting !== undefined;
  if (!isDelimited && isJson(name, text.beginning)) return openJson(source, peeked, text);
  const lines = isDelimited ? undefined : lineFormatOf(text.beginning, options.leadingLabels ?? false);
  if (lines) return openLabeledLines(source, peeked, text, lines);
  return openDelimited(source, peeked, text, options);
}

/** Files that people have instead of a table: the first bytes, and what to do. */
const OTHERS: readonly [string, string][] = [
  ['504b0304', 'is an Excel workbook or a zip archive: save the sheet as CSV (UTF-8)'],
  ['d0cf11e0a1b11ae1', 'is an old Excel workbook: save the sheet as CSV (UTF-8)'],
  ['1f8b', 'is compressed with gzip: unpack it, or call it .gz'],
  ['28b52ffd', 'is compressed with zstd: unpack it'],
  ['425a68', 'is compressed with bzip2: unpack it'],
  ['fd377a585a00', 'is compressed with xz: unpack it'],
  ['377abcaf271c', 'is compressed with 7-Zip: unpack it'],
  ['526172211a07', 'is a RAR archive: unpack it'],
  ['89504e47', 'is a picture'],
  ['25504446', 'is a PDF: save its text as CSV'],
  ['8002', 'is a Python pickle, which could run code: save the table as CSV, df.to_csv(...)'],
  ['8003', 'is a Python pickle, which could run code: save the table as CSV, df.to_csv(...)'],
  ['8004', 'is a Python pickle, which could run code: save the table as CSV, df.to_csv(...)'],
  ['8005', 'is a Python pickle, which could run code: save the table as CSV, df.to_csv(...)'],
  ['4152524f5731', 'is an Arrow file: save the table as Parquet or CSV'],
  ['53514c69746520666f726d6174', 'is an SQLite database: save the table as CSV'],
];

/** Texts that people have instead of a table: how they begin, and what to do. */
const OTHER_TEXTS: readonly [RegExp, string][] = [
  [
    /^<!doctype html|^<html[\s>]/i,
    'is a web page: save its table as CSV, or download the file itself, not the page about it',
  ],
  [/^<\?xml\s/i, 'is XML: save the table as CSV or JSON'],
  [/^version https:\/\/git-lfs\.github\.com\/spec\//, 'is a pointer of Git LFS: run git lfs pull'],
];

/** @throws when a file, not standard input, has a text that is no table */
function refuseOtherTexts(name: string, beginning: string): void {
  if (!/\.\w+$/.test(name)) return;
  const start = beginning.trimStart().slice(0, 100);
  const other = OTHER_TEXTS.find(([form]) => form.test(start));
  if (other) throw new Error(`${name} ${other[1]}`);
}

/** @throws when the bytes are of a kind that is no text */
function refuseBinary(name: string, head: Uint8Array): void {
  const start = Array.from(head.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const other = OTHERS.find(([magic]) => start.startsWith(magic));
  if (other) throw new Error(`${name} ${other[1]}`);
  const isTar = new TextDecoder('latin1').decode(head.subarray(257, 262)) === 'ustar';
  if (isTar) throw new Error(`${name} is a tar archive: unpack it (tar xf), and give the folder`);
}
