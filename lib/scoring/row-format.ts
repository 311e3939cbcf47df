/** Writes scored rows as CSV, TSV or JSON lines. */
import { stringify } from 'csv-stringify/sync';
import { plainJson, type Table, type TableRow } from '../reading';

/** A row with its prediction; without one if the model can read nothing of its text. */
export interface ScoredRow {
  row: TableRow;
  /**
   * Why there is no prediction: the row cannot be read, its text is blank, or the model knows no
   * word of it.
   */
  without?: 'row' | 'text' | 'known word';
  prediction?: {
    label: string;
    /** The probability of the label. */
    probability: number;
    /** The probability of each class. */
    probabilities: Float32Array;
  };
}

/** The key of the text of a row that cannot be read. It is the only one beside the new columns. */
const UNREADABLE = 'unreadable';

/** The form of the output: delimited text, or JSON lines. */
export type RowFormat = { kind: 'delimited'; delimiter: string } | { kind: 'json' };

/** Writes rows in a form. */
export interface RowWriter {
  /** The names of the new columns. */
  added: readonly string[];
  /** What precedes the rows: the header, or nothing. */
  header: string;
  rows(rows: readonly ScoredRow[]): string;
}

/**
 * Returns the form for a file name, or that of the table if the name does not say it.
 *
 * @param name `scores.csv`, `.tsv` or `.jsonl`; undefined for a pipe
 */
export function formatFor(name: string | undefined, table: Pick<Table, 'format' | 'delimiter'>): RowFormat {
  const ending = /\.([a-z]+)$/i.exec(name ?? '')?.[1]?.toLowerCase();
  if (ending === 'csv') return { kind: 'delimited', delimiter: table.delimiter === ';' ? ';' : ',' };
  if (ending === 'tsv' || ending === 'tab') return { kind: 'delimited', delimiter: '\t' };
  if (ending === 'jsonl' || ending === 'ndjson' || ending === 'json') return { kind: 'json' };
  if (table.format.startsWith('JSON')) return { kind: 'json' };
  return { kind: 'delimited', delimiter: table.delimiter ?? ',' };
}

/**
 * Returns a writer of the table's rows with the columns `label` and `probability`, and one for each
 * class where `perClass` names the classes: `probability_positive`. They are empty, in JSON null,
 * in a row without a prediction. If the table has a column of one of these names, all begin with
 * `predicted_`, and if it has one of these, too, with `predicted_2_`, and so on.
 *
 * The text of a row that cannot be read stays as it is: in JSON under `unreadable`, else in the
 * first column.
 */
export function rowWriter(
  { columns, hasHeader, delimiter }: Pick<Table, 'columns' | 'hasHeader' | 'delimiter'>,
  format: RowFormat,
  perClass: readonly string[] = [],
): RowWriter {
  const plain = ['label', 'probability', ...perClass.map((name) => `probability_${name}`)];
  let added = plain;
  for (let n = 1; added.some((name) => columns.includes(name)); n++)
    added = plain.map((name) => (n === 1 ? `predicted_${name}` : `predicted_${n}_${name}`));
  const valuesOf = ({ prediction }: ScoredRow) => {
    if (!prediction) return added.map(() => null);
    const { label, probability, probabilities } = prediction;
    return [label, rounded(probability), ...perClass.map((_, at) => rounded(probabilities[at]!))];
  };
  if (format.kind === 'json')
    return {
      added,
      header: '',
      rows: (rows) =>
        rows
          .map((scored) => {
            const { record, fields, json, unreadable } = scored.row;
            const own =
              unreadable === undefined
                ? (record ?? named(columns, fitted(fields, columns.length, delimiter)))
                : { [UNREADABLE]: unreadable };
            const values = valuesOf(scored);
            if (json !== undefined)
              return `${json.slice(0, json.lastIndexOf('}'))}, ${inner(added, values)}}\n`;
            return `${JSON.stringify({ ...own, ...named(added, values) }, plainJson)}\n`;
          })
          .join(''),
    };
  const fieldsOf = ({ row: { fields, unreadable } }: ScoredRow) =>
    fitted(unreadable === undefined ? fields : [unreadable], columns.length, delimiter);
  const line = (rows: unknown[][]) => stringify(rows, { delimiter: format.delimiter });
  return {
    added,
    header: hasHeader ? line([[...columns, ...added]]) : '',
    rows: (rows) => line(rows.map((scored) => [...fieldsOf(scored), ...valuesOf(scored)])),
  };
}

/**
 * Returns a warning for each key that comes too late in JSON to be a column, as a table or a part
 * of it says; none where the output is JSON, which has all keys.
 *
 * @param file the name of the table
 */
export function lateKeyWarnings(
  file: string,
  lateKeys: ReadonlyMap<string, number> = new Map(),
  { kind }: RowFormat,
): string[] {
  if (kind === 'json') return [];
  return Array.from(
    lateKeys,
    ([key, line]) =>
      `WARNING: ${file}: ${JSON.stringify(key)} first appears in line ${line.toLocaleString('en-US')}, too late for a column of the output, so it is LEFT OUT. An output in JSON lines keeps it: --out FILE.jsonl, or --format jsonl`,
  );
}

function named<T>(names: readonly string[], values: readonly T[]): Record<string, T> {
  return Object.fromEntries(names.map((name, at) => [name, values[at]!]));
}

/** Returns the members of an object in JSON. */
function inner(names: readonly string[], values: readonly unknown[]): string {
  return JSON.stringify(named(names, values)).slice(1, -1);
}

/** Returns as many fields as there are columns. What is too much goes into the last one. */
function fitted(fields: readonly string[], count: number, delimiter = ','): string[] {
  if (fields.length <= count) return [...fields, ...Array<string>(count - fields.length).fill('')];
  return [...fields.slice(0, count - 1), fields.slice(count - 1).join(delimiter)];
}

/** Returns a probability with the digits that float32 has. */
function rounded(probability: number): number {
  return Number(probability.toFixed(6));
}
