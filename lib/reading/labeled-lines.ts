/**
 * Lines with a text and its label, without columns: fastText's, those of the Financial PhraseBank,
 * Stanford's trees, and lines that begin with a label.
 */
import type { ByteSource, Peeked } from './byte-source';
import { rowParser } from './delimited';
import { rowsIn, type Table, type TableRow } from './table';
import type { DecodedText } from './text-chunks';

const LINES = { delimiter: null, quoting: 'none', lineEnd: '\n' } as const;
const SAMPLE_ROWS = 1000;
const LABEL = /__label__(\S+)/gi;

/** A way to write labels into lines. */
interface LineFormat {
  name: 'fastText' | 'text@label' | 'trees' | 'label text';
  /** Returns whether a line has this form. */
  is(line: string): boolean;
  /** The share of the first lines that must have it. Default: more than a half. */
  share?: number;
  /** Returns the text and the labels of a line. */
  parse(line: string): { text: string; labels: string[] };
}

const FORMATS: readonly LineFormat[] = [
  {
    name: 'fastText', // __label__positive A fine film.
    // In a column, a delimiter follows: __label__1,A fine film.
    is: (line) => /(?:^|\s)__label__[^\s,;|"]+(?:,?\s|$)/i.test(line),
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
  {
    name: 'trees', // (3 (2 A) (4 (4 fine) (2 film)))
    is: (line) => /^\(\d+ \(.*\)\s*$/.test(line),
    parse: (line) => ({ text: wordsOfTree(line), labels: [/\d+/.exec(line)?.[0] ?? ''] }),
  },
  {
    name: 'label text', // 1 a fine film
    is: (line) => LEADING_LABEL.test(line),
    share: 1,
    parse(line) {
      const [, label, text = line] = LEADING_LABEL.exec(line) ?? [];
      return { text: text.trim(), labels: label === undefined ? [] : [label] };
    },
  },
];

const LEADING_LABEL = /^\s*([+-]?\d|neg(?:ative)?|neu(?:tral)?|pos(?:itive)?) +(\S[^\t]*)$/i;

/** Returns the words of a tree, with the brackets that it writes as -LRB- and -RRB-. */
function wordsOfTree(tree: string): string {
  const words = tree.replace(/\(\d+ /g, ' ').replace(/\)/g, ' ');
  return words.replace(/-LRB-/g, '(').replace(/-RRB-/g, ')').replace(/\s+/g, ' ').trim();
}

/**
 * Returns the form that most of the first lines have; undefined if they have none.
 *
 * @param leadingLabels whether lines may just begin with a label
 */
export function lineFormatOf(text: string, leadingLabels: boolean): LineFormat | undefined {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  return FORMATS.find(({ is, share, parse }) => {
    const found = lines.filter(is);
    if (share === undefined) return found.length > lines.length / 2;
    if (!leadingLabels) return false;
    const labels = new Set(found.map((line) => parse(line).labels[0]));
    return found.length >= share * lines.length && labels.size > 1 && labels.size <= lines.length / 2;
  });
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
    const isOne = labels.length === 1 || whole.trim() === '';
    return isOne ? { line, fields } : { line, fields, problem: `${labels.length} labels instead of 1` };
  };
  const parser = rowParser(LINES, source.name);
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
      const rows = rowParser(LINES, source.name);
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
