/**
 * Lines with a text and its label, without columns: fastText's, and those of the Financial
 * PhraseBank.
 */
import type { ByteSource, Peeked } from './byte-source';
import { rowParser } from './delimited';
import { rowsIn, type Table, type TableRow } from './table';
import type { DecodedText } from './text-chunks';

const LINES = { delimiter: null, quoting: 'none', lineEnd: '\n' } as const;
const SAMPLE_ROWS = 1000;
const LABEL = /__label__(\S+)/g;

/** A way to write labels into lines. */
interface LineFormat {
  name: 'fastText' | 'text@label';
  /** Returns whether a line has this form. */
  is(line: string): boolean;
  /** Returns the text and the labels of a line. */
  parse(line: string): { text: string; labels: string[] };
}

const FORMATS: readonly LineFormat[] = [
  {
    name: 'fastText', // __label__positive A fine film.
    is: (line) => /^\s*__label__\S/.test(line),
    parse: (line) => ({
      // Facebook's own files have " , " behind the label.
      text: line.replace(LABEL, ' ').trim().replace(/^,\s*/, ''),
      labels: [...line.matchAll(LABEL)].map(([, label]) => label!.replace(/,$/, '')),
    }),
  },
  {
    name: 'text@label', // Profit rose by 5 % .@positive
    is: (line) => /^[^@].*@(positive|negative|neutral)\s*$/i.test(line),
    parse(line) {
      const [, text = line, label] = /^(.*)@(\w+)\s*$/.exec(line) ?? [];
      return { text: text.trim(), labels: label === undefined ? [] : [label] };
    },
  },
];

/** Returns the form that most of the first lines have; undefined if they have none. */
export function lineFormatOf(text: string): LineFormat | undefined {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  return FORMATS.find(({ is }) => lines.filter(is).length > lines.length / 2);
}

/** Opens lines with labels as a table with the columns `text` and `label`. */
export function openLabeledLines(
  source: ByteSource,
  peeked: Peeked,
  text: DecodedText,
  format: LineFormat,
): Table {
  const rowOf = ({ line, fields: [whole = ''] }: { line: number; fields: readonly string[] }): TableRow => {
    const { text, labels } = format.parse(whole);
    const fields = [text, labels[0] ?? ''];
    return labels.length > 1
      ? { line, fields, problem: `${labels.length} labels instead of 1` }
      : { line, fields };
  };
  const parser = rowParser(LINES);
  const sample = [...parser.write(text.beginning), ...(peeked.isWhole ? parser.end() : [])];
  return {
    name: source.name,
    format: format.name,
    columns: ['text', 'label'],
    hasHeader: true,
    size: source.size,
    sample: sample.slice(0, SAMPLE_ROWS).map(rowOf),
    get readAs() {
      return `${format.name}, ${text.encoding}`;
    },
    async *blocks(onRead) {
      const rows = rowParser(LINES);
      for await (const chunk of text.chunks(onRead)) yield rows.write(chunk).map(rowOf);
      yield rows.end().map(rowOf);
    },
    rows(onRead) {
      return rowsIn(this.blocks(onRead));
    },
    oddity: text.oddity,
    close: () => peeked.close(),
  };
}
