import type { ByteSource, Peeked } from './byte-source';
import { rowParser } from './delimited';
import type { Table, TableRow } from './table';
import type { DecodedText } from './text-chunks';

const LABEL = /__label__(\S+)/g;
const LINES = { delimiter: null, quoting: 'none', lineEnd: '\n' } as const;
const SAMPLE_ROWS = 1000;

/** Returns whether a file has fastText's lines: `__label__positive A fine film.` */
export function isFastText(text: string): boolean {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  return lines.filter((line) => /^\s*__label__\S/.test(line)).length > lines.length / 2;
}

/** Opens fastText's lines as a table with the columns `text` and `label`. */
export function openFastText(source: ByteSource, peeked: Peeked, text: DecodedText): Table {
  const parser = rowParser(LINES);
  const sample = [...parser.write(text.beginning), ...(peeked.isWhole ? parser.end() : [])];
  return {
    name: source.name,
    format: 'fastText',
    columns: ['text', 'label'],
    hasHeader: true,
    size: source.size,
    sample: sample.slice(0, SAMPLE_ROWS).map(rowOf),
    get readAs() {
      return `fastText, ${text.encoding}`;
    },
    async *rows(onRead) {
      const rows = rowParser(LINES);
      for await (const chunk of text.chunks(onRead)) yield* rows.write(chunk).map(rowOf);
      yield* rows.end().map(rowOf);
    },
    oddity: text.oddity,
    close: () => peeked.close(),
  };
}

/** Returns a line's text and label. Facebook's own files have ` , ` behind the label. */
function rowOf({ line, fields: [whole = ''] }: { line: number; fields: readonly string[] }): TableRow {
  const labels = [...whole.matchAll(LABEL)].map(([, label]) => label!.replace(/,$/, ''));
  const text = whole.replace(LABEL, ' ').trim().replace(/^,\s*/, '');
  const fields = [text, labels[0] ?? ''];
  return labels.length > 1
    ? { line, fields, problem: `${labels.length} labels instead of 1` }
    : { line, fields };
}
