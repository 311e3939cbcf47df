/** Labeled texts from tables: columns and labels are found, bad rows counted. */
import { addBadRow, type BadRows, type BadRowsRule, judgeBadRows, noBadRows } from './bad-rows';
import type { ByteSource } from './byte-source';
import { type ColumnOptions, type Columns, calledBy, chooseColumns, columnNamed, hasColumn } from './columns';
import { isBlank } from './dialect';
import { hasRanges, isMissing, type LabelMap, type LabelMeaning, labelMeaning, plainLabel } from './labels';
import { withClassColumn } from './one-hot';
import { openTable } from './open-table';
import type { Table, TableOptions, TableRow } from './table';

/** How texts and labels are read. What is not given is found. */
export interface ReadingOptions extends TableOptions, ColumnOptions {
  /** The classes of the labels. Default: the usual meaning of 0 and 1, -1, 0 and 1, and so on. */
  labels?: LabelMap;
  badRows?: BadRowsRule;
}

/** A text, and its class. */
export interface LabeledText {
  text: string;
  label?: string;
  /** The file and the line: `reviews.csv:17`. */
  source: string;
}

/** A file of texts. */
export interface TextFile {
  source: ByteSource;
  /** The label of all its texts, where it is known from the file's name. */
  label?: string;
}

/** A file with its columns. */
export interface TextTable {
  table: Table;
  columns: Columns;
  /** The label of all its texts, where it is known from the file's name. */
  label?: string;
}

/** What a first pass over the rows has counted. */
export interface Survey {
  /** The number of rows, good and bad, without blank ones. */
  rows: number;
  /** How often each label occurs, as `plainLabel` spells it. */
  labels: Map<string, number>;
  bad: BadRows;
}

/** Names of files with columns, even where their label is known from the name. */
const TABLE = /\.(csv|tsv|jsonl?|ndjson|parquet)$/i;
/** A file must have at most this many classes. More are numbers or texts. */
const MOST_CLASSES = 1000;

/**
 * Opens a file of texts, and finds its columns.
 *
 * @param isLabeled whether it must have labels. Default: it must, unless its name is its label
 * @param onRead receives how many bytes are read, where the columns are clear from all rows only
 * @throws like `openTable` and `chooseColumns`
 */
export async function openTexts(
  { source, label }: TextFile,
  options: ReadingOptions = {},
  isLabeled = label === undefined,
  onRead?: (done: number) => void,
): Promise<TextTable> {
  const isOneLabel = label !== undefined;
  const isTable = TABLE.test(source.name);
  const opened = await openTable(
    source,
    isOneLabel && !isTable
      ? { delimiter: null, header: false, ...options }
      : { ...options, leadingLabels: !isTable },
  );
  try {
    const { table, labelColumn } = withClasses(opened, options.labelColumn);
    const { text, label: found } = await chooseColumns(table, { ...options, labelColumn }, isLabeled, onRead);
    return { table, columns: isOneLabel || found === undefined ? { text } : { text, label: found }, label };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Returns the table with a label column, where several columns are named, one for each class. */
function withClasses(table: Table, labelColumn?: string): { table: Table; labelColumn?: string } {
  const names = namesIn(table, labelColumn);
  if (names.length < 2) return { table, labelColumn };
  const positions = names.map((name) => columnNamed(table, name, '--label_column'));
  return { table: withClassColumn(table, positions), labelColumn: `${table.columns.length + 1}` };
}

/** Returns the columns in `negative,neutral,positive`; one if a column has that name. */
function namesIn({ columns }: Table, wanted = ''): string[] {
  return columns.includes(wanted) ? [wanted] : wanted.split(',').map((name) => name.trim());
}

/**
 * Opens a file of the same data set as `first`: a test set, or another part of many. It has the
 * same columns, or else its own ones.
 *
 * @throws like `openTexts`
 */
export async function openTextsLike(
  file: TextFile,
  first: TextTable,
  options: ReadingOptions = {},
): Promise<TextTable> {
  if (file.label !== undefined) return openTexts(file, options, false);
  const { columns } = first;
  const texts = columns.text.map((at) => calledBy(first.table, at));
  const label = columns.label === undefined ? undefined : calledBy(first.table, columns.label);
  const labelColumn = options.labelColumn ?? label;
  const table = await openTable(file.source, { ...options, leadingLabels: true });
  await table.close();
  const hasTexts = options.textColumn !== undefined || texts.every((name) => hasColumn(table, name));
  if (!hasTexts) return openTexts(file, options, false); // its columns have other names
  const textColumn = options.textColumn ?? texts.join(',');
  const hasLabels =
    labelColumn !== undefined && namesIn(table, labelColumn).every((name) => hasColumn(table, name));
  return openTexts(
    file,
    { ...options, textColumn, labelColumn: hasLabels ? labelColumn : undefined },
    hasLabels,
  );
}

/**
 * Returns how a file was read, for people: `TSV, windows-1252, columns id, sentiment, review; ...`.
 */
export function describeTexts({ table, columns, label }: TextTable): string {
  const named = (at: number) =>
    table.hasHeader && table.columns[at] !== '' ? `"${table.columns[at]}"` : `${at + 1}`;
  if (table.columns.length === 1) return `${table.readAs}${label === undefined ? '' : `; all ${label}`}`;
  const texts = `texts in column ${columns.text.map(named).join(' and ')}`;
  return `${table.readAs}; ${texts}${columns.label === undefined ? '' : `, labels in column ${named(columns.label)}`}`;
}

/**
 * Reads all rows once, and counts labels and bad rows.
 *
 * @param survey the counts so far: those of this file are added to it
 * @param onRead receives how many bytes of the file are read so far
 * @param map what `--labels` says; with ranges, labels may be any numbers
 * @throws when the labels have too many values to be classes
 */
export async function surveyTexts(
  { table, columns, label }: TextTable,
  survey: Survey,
  onRead?: (done: number) => void,
  map?: LabelMap,
): Promise<void> {
  const mayHaveMany = map !== undefined && hasRanges(map);
  const { labels, bad } = survey;
  const plain = remembered(plainLabel);
  const count = (row: TableRow) => {
    survey.rows++;
    const problem = problemOf(row, columns, (value) => map?.has(plain(value).toLowerCase()) === true);
    if (problem) return addBadRow(bad, `${table.name}:${row.line}`, problem);
    if (label === undefined && columns.label === undefined) return;
    const value = label ?? plain(row.fields[columns.label!]!);
    labels.set(value, (labels.get(value) ?? 0) + 1);
  };
  for await (const block of table.blocks(onRead)) {
    for (const row of block) if (!isBlankRow(row)) count(row);
    if (labels.size > MOST_CLASSES && !mayHaveMany)
      throw new Error(
        `${table.name}: the labels have more than ${MOST_CLASSES} values (${[...labels.keys()].slice(0, 3).join(', ')}, ...), so they are no classes; name another column with --label_column`,
      );
  }
}

/** Returns a function that computes its results once, for the first values: labels come again. */
function remembered<T>(compute: (value: string) => T): (value: string) => T {
  const known = new Map<string, T>();
  return (value) => {
    if (known.has(value)) return known.get(value)!;
    const result = compute(value);
    if (known.size <= MOST_CLASSES) known.set(value, result);
    return result;
  };
}

/** Returns a survey of no rows. */
export function newSurvey(): Survey {
  return { rows: 0, labels: new Map(), bad: noBadRows() };
}

/**
 * Yields the texts of a file in order, in blocks, with their classes. Blank and bad rows are left
 * out, and texts whose label is dropped.
 *
 * @param meaning the classes of the labels. Undefined: the texts have none
 * @param onRead receives how many bytes of the file are read so far
 */
export async function* textBlocks(
  { table, columns, label }: TextTable,
  meaning: LabelMeaning | undefined,
  onRead?: (done: number) => void,
): AsyncGenerator<LabeledText[]> {
  const classOf = meaning && remembered(meaning.classOf);
  const textsOf = (row: TableRow): LabeledText[] => {
    if (isBlankRow(row) || problemOf(row, columns, (value) => classOf?.(value) !== undefined)) return [];
    const text = columns.text.map((at) => row.fields[at]!).join(' ');
    const source = `${table.name}:${row.line}`;
    if (!classOf) return [{ text, source }];
    const meant = classOf(label ?? row.fields[columns.label!]!);
    return meant ? [{ text, label: meant, source }] : [];
  };
  for await (const block of table.blocks(onRead)) yield block.flatMap(textsOf);
}

/** Labeled texts in memory, and how they were read. */
export interface ReadTexts {
  texts: LabeledText[];
  classes: readonly string[];
  /** For people: format, encoding, columns, the meaning of labels, bad rows. */
  notes: string[];
}

/**
 * Reads files of labeled texts.
 *
 * @throws like `openTexts`, `judgeBadRows` and `labelMeaning`
 */
export async function readTexts(
  files: readonly TextFile[],
  options: ReadingOptions = {},
): Promise<ReadTexts> {
  const tables = await Promise.all(files.map((file) => openTexts(file, options)));
  const survey = newSurvey();
  for (const table of tables) await surveyTexts(table, survey, undefined, options.labels);
  const badNote = judgeBadRows(survey.bad, survey.rows, options.badRows, [
    ...new Set(tables.map(describeTexts)),
  ]);
  const meaning = labelMeaning(survey.labels, options.labels);
  const texts: LabeledText[] = [];
  for (const table of tables)
    for await (const block of textBlocks(table, meaning)) for (const text of block) texts.push(text);
  const notes = [
    ...tables.map((table) => `${table.table.name}: read as ${describeTexts(table)}`),
    ...meaningNotes(meaning),
    ...(badNote ? [badNote] : []),
    ...tables.flatMap(({ table }) => table.oddity?.() ?? []),
  ];
  return { texts, classes: meaning.classes, notes };
}

/** Returns what to say about the meaning of labels. */
export function meaningNotes({ explanation, classes, unused, several, rare }: LabelMeaning): string[] {
  const isOpen = classes.length === 3 && classes.join() === '0,1,2';
  return [
    ...(explanation ? [`Labels: ${explanation}`] : []),
    ...(isOpen
      ? ['Labels: 0, 1, 2 stay as they are; --labels negative=0 neutral=1 positive=2 names them']
      : []),
    ...(several > 0
      ? [`Labels: ${several.toLocaleString('en-US')} texts have several labels, and are left out`]
      : []),
    ...(rare.length > 0
      ? [`Labels: hardly any text is ${rare.join(', ')}; --labels drop=... leaves a class out`]
      : []),
    ...(unused.length > 0 ? [`Labels: no text has the label ${unused.join(', ')}`] : []),
  ];
}

function isBlankRow({ fields, problem, record }: TableRow): boolean {
  return record === undefined && problem === undefined && isBlank({ fields });
}

/**
 * Returns why a row cannot be used; undefined if it can.
 *
 * @param isClass whether a value that usually stands for a missing label has a class, as with
 *   `--labels none=None`
 */
function problemOf(
  { fields, problem }: TableRow,
  { text, label }: Columns,
  isClass: (value: string) => boolean,
): string | undefined {
  if (problem) return problem;
  if (text.every((at) => fields[at]!.trim() === '')) return 'the text is empty';
  if (label === undefined || !isMissing(fields[label]!) || isClass(fields[label]!)) return undefined;
  const value = fields[label]!.trim();
  return value === '' ? 'the label is empty' : `the label is ${value}`;
}
