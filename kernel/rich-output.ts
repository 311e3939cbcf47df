/**
 * How values are displayed below a cell: data frames as tables, charts as charts, tensors with
 * their shape, everything else as Node prints it. Values are recognized by their properties, so
 * that no library has to be loaded for it.
 */
import { formatWithOptions, shown } from './platform';

/**
 * Representations of a value by media type. The notebook shows the richest one that it supports.
 */
export type MimeBundle = Record<string, unknown>;

/** The media type of Plotly charts in Jupyter. */
const PLOTLY_MIME = 'application/vnd.plotly.v1+json';

/** Tables of at most so many rows and columns are shown whole: as many rows as in pandas. */
const MAX_ROWS = 60;
const MAX_COLUMNS = 20;
/** Of more rows or columns, this many are shown: one half from the start, one from the end. */
const SHOWN_OF_MORE = 20;

/** Returns the representations of a value, always including `text/plain`. Never rejects. */
export async function mimeBundle(value: unknown): Promise<MimeBundle> {
  try {
    const own = await ownBundle(value);
    if (own) return own;
    if (isChart(value)) return chartBundle(value);
    if (isDataFrame(value)) return tableBundle(value);
    if (isTensor(value)) return { 'text/plain': tensorText(value) };
    return { 'text/plain': await shown(value) };
  } catch (error) {
    return {
      'text/plain': `[a value that cannot be shown: ${error instanceof Error ? error.message : error}]`,
    };
  }
}

/**
 * The method by which an object gives its representations, or a promise of them, as in Deno's
 * kernel.
 */
const DISPLAY = Symbol.for('Jupyter.display');

async function ownBundle(value: unknown): Promise<MimeBundle | undefined> {
  const mayHave = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!mayHave || !(DISPLAY in value)) return undefined;
  const { [DISPLAY]: display } = value;
  const bundle: unknown = typeof display === 'function' ? await display.call(value) : undefined;
  return isRecord(bundle) ? { 'text/plain': '', ...bundle } : undefined;
}

interface Chart {
  data: object[];
  layout: object;
  /** Alternative text. */
  alt?: unknown;
}

function isChart(value: unknown): value is Chart {
  if (!isRecord(value) || !Array.isArray(value['data']) || !isRecord(value['layout'])) return false;
  return value['data'].length > 0 && value['data'].every(isRecord);
}

/** @throws when the chart cannot be serialized as JSON */
function chartBundle({ data, layout, alt }: Chart): MimeBundle {
  const figure: unknown = JSON.parse(JSON.stringify({ data, layout }));
  return { [PLOTLY_MIME]: figure, 'text/plain': typeof alt === 'string' ? alt : 'Chart' };
}

interface Tensor {
  isDisposed: boolean;
  toString(verbose: boolean): string;
}

function isTensor(value: unknown): value is Tensor {
  return (
    isRecord(value) && 'isDisposedInternal' in value && 'dataId' in value && Array.isArray(value['shape'])
  );
}

function tensorText(tensor: Tensor): string {
  return tensor.isDisposed ? 'Tensor (disposed)' : tensor.toString(true);
}

/**
 * The common properties of danfo's DataFrame and Series. Those without `$` are no use: a column may
 * have the name of one, `values` say.
 */
interface DataFrame {
  $data: unknown[];
  $columns: unknown[];
  $index: unknown[];
}

function isDataFrame(value: unknown): value is DataFrame {
  return isRecord(value) && [value['$data'], value['$columns'], value['$index']].every(Array.isArray);
}

function tableBundle({ $data: values, $columns: columns, $index: index }: DataFrame): MimeBundle {
  const shownRows = ends(index.length, MAX_ROWS);
  const shownColumns = ends(columns.length, MAX_COLUMNS);
  const cellAt = (row: number, column: number) => {
    const record = values[row];
    return Array.isArray(record) ? record[column] : record;
  };
  const head = ['', ...shownColumns.map((column) => (column === GAP ? '…' : String(columns[column])))];
  const body = shownRows.map((row) => [
    row === GAP ? '…' : String(index[row]),
    ...shownColumns.map((column) => (row === GAP || column === GAP ? '…' : shortText(cellAt(row, column)))),
  ]);
  const rows = index.length;
  const width = columns.length;
  const size = `${rows} ${rows === 1 ? 'row' : 'rows'} × ${width} ${width === 1 ? 'column' : 'columns'}`;
  return { 'text/html': tableHtml(head, body, size), 'text/plain': tableText([head, ...body], size) };
}

/**
 * JupyterLab and VS Code style tables by theme, so this table sets no colors. They right-align all
 * columns, so text columns are left-aligned here.
 */
function tableHtml(head: string[], body: string[][], size: string): string {
  const cell = (tag: 'td' | 'th', text: string, column: number) => {
    const isText = column > 0 && body.some((row) => !isNumber(row[column] ?? ''));
    return `<${tag}${isText ? ' style="text-align: left"' : ''}>${escapeHtml(text)}</${tag}>`;
  };
  const headings = head.map((name, column) => cell('th', name, column)).join('');
  const rows = body.map((fields) => {
    const cells = fields.map((field, column) => cell(column === 0 ? 'th' : 'td', field, column));
    return `<tr>${cells.join('')}</tr>`;
  });
  return [
    '<table class="dataframe">',
    `<thead><tr>${headings}</tr></thead>`,
    `<tbody>${rows.join('\n')}</tbody>`,
    '</table>',
    `<p>${size}</p>`,
  ].join('\n');
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** Whether a field is a number, with or without thousands separators; a gap counts as one. */
function isNumber(field: string): boolean {
  if (field === '…') return true;
  const plain = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(field)
    ? field.replaceAll(',', '')
    : field.replace('%', '');
  return plain.trim() !== '' && !Number.isNaN(Number(plain));
}

function tableText(rows: string[][], size: string): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = rows.map((row) => row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
  return [...lines, size].join('\n');
}

const GAP = -1;

/**
 * Returns the indices 0 to `length` - 1; if they are more than `most`, both ends with a gap
 * between.
 */
function ends(length: number, most: number): number[] {
  const all = Array.from({ length }, (_, index) => index);
  const half = SHOWN_OF_MORE / 2;
  return length <= most ? all : [...all.slice(0, half), GAP, ...all.slice(-half)];
}

const MAX_CHARACTERS = 100;

function shortText(value: unknown): string {
  const text =
    typeof value === 'string' ? value : formatWithOptions({ colors: false, breakLength: Infinity }, value);
  const characters = Array.from(text);
  return characters.length <= MAX_CHARACTERS ? text : `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
