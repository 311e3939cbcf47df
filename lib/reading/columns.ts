/** Which columns of a table have the texts and the labels. */
import { isIdentifier, labelRank, textRank } from './column-names';
import { looksLikeClasses, plainLabel } from './labels';
import type { Table, TableRow } from './table';

/** The columns to read, as people name them: by name, or by number from 1. */
export interface ColumnOptions {
  /** The column of the texts. Several, with commas between them, are joined with a space. */
  textColumn?: string;
  /** The column of the labels. Several, with commas between them, are a column for each class. */
  labelColumn?: string;
}

/** The positions of columns, from 0. */
export interface Columns {
  text: readonly number[];
  /** Undefined: the table has no labels. */
  label?: number;
}

/** What a column holds, counted over rows. */
interface Profile {
  name: string;
  at: number;
  /** The share of rows in which it is not empty. */
  filled: number;
  /**
   * The mean number of words where it is filled. Characters of scripts without spaces count, too.
   */
  words: number;
  /** The share of letters among the characters that are no spaces. */
  letters: number;
  /** The share of numbers where it is filled. */
  numbers: number;
  /** Its values, by `plainLabel`. Only the first `MOST_CLASSES + 1` are kept. */
  values: ReadonlySet<string>;
  /** 0 where even the first row is longer than what was looked at: then only names count. */
  rows: number;
}

/** A column with more values is none of labels. */
const MOST_CLASSES = 60;
/** A text column has this many times more words than the next one. */
const MUCH_LONGER = 2;
/** The value of a column that says whether a text is of a class. */
const FLAG = /^(?:0|1|0?\.0*|1\.0*|true|false)$/i;
/** Messages list at most this many columns. */
const MOST_LISTED = 20;
/** What to do if JSON has keys that are no columns. */
const LATE_KEYS =
  'a key that first comes behind the first 256 KiB of the file is no column: put a row that has all keys in front';
/** Labels are at most this many words. */
const LABEL_WORDS = 4;

/**
 * Returns the columns of the texts and of the labels. A given column counts. Otherwise it is the
 * one with the most usual name. Where no name is usual, it is the only one whose content looks
 * like texts, or like classes.
 *
 * @param isLabeled whether a table without labels is an error. Default: it is
 * @param onRead receives how many bytes are read, where only all rows make the columns clear
 * @throws when a given column is missing, or when none or several columns could be meant; the
 *   message lists the columns
 */
export async function chooseColumns(
  table: Table,
  options: ColumnOptions,
  isLabeled = true,
  onRead?: (done: number) => void,
): Promise<Columns> {
  if (table.columns.length === 1 && options.textColumn === undefined && !isLabeled) return { text: [0] };
  const text = options.textColumn === undefined ? undefined : textColumnsNamed(table, options.textColumn);
  const label =
    options.labelColumn === undefined ? undefined : columnNamed(table, options.labelColumn, '--label_column');
  if (text && (label !== undefined || !isLabeled)) return { text, ...(label !== undefined && { label }) };
  requireRows(table);
  const profiles = profilesOf(table.columns, table.sample);
  const texts = text ?? [textColumnOf(table, profiles, label)];
  if (label !== undefined) return { text: texts, label };
  const candidates = profiles.filter(({ at }) => !texts.includes(at));
  const found = labelColumnOf(candidates, isLabeled);
  if (found.length === 1) return { text: texts, label: found[0]!.at };
  if (!isLabeled) return { text: texts };
  const whole = found.length === 0 ? found : await amongAllRows(table, found, onRead);
  if (whole.length === 1) return { text: texts, label: whole[0]!.at };
  throw unclear(table, 'labels', '--label_column', whole.length > 0 ? whole : found);
}

/** @throws when most of the first rows have another number of fields than the header */
function requireRows({ name, sample, columns, hasHeader }: Table): void {
  const bad = sample.filter(({ problem }) => problem !== undefined);
  if (bad.length <= sample.length / 2) return;
  const [{ line, problem }] = bad as [TableRow];
  throw new Error(
    `${name}:${line}: ${problem}, and so on in ${bad.length} of the first ${sample.length} rows (${listed(columns, hasHeader)}). If another character separates the columns, name it with --delimiter. If it is part of texts, these must be in quotes: pandas' to_csv and Python's csv.writer write them`,
  );
}

/**
 * Returns the position of the column with that name, or number from 1.
 *
 * @param flag the flag that names the column, for the message
 * @throws when there is none, or several have the name
 */
export function columnNamed(
  { name: file, columns, hasHeader }: Pick<Table, 'name' | 'columns' | 'hasHeader'>,
  wanted: string,
  flag?: string,
): number {
  const exact = positionsOf(columns, (name) => name === wanted);
  const like = exact.length > 0 ? exact : positionsOf(columns, (name) => plain(name) === plain(wanted));
  if (like.length === 1) return like[0]!;
  if (like.length > 1)
    throw new Error(
      `${file} has ${like.length} columns "${wanted}": give the number of one, ${like.map((at) => at + 1).join(' or ')}`,
    );
  const number = /^\d+$/.test(wanted) ? Number(wanted) : 0;
  if (number >= 1 && number <= columns.length) return number - 1;
  const advice = flag ? `; name one with ${flag}` : '';
  throw new Error(`${file} has no column "${wanted}"; ${listed(columns, hasHeader)}${advice}`);
}

/** Returns whether a table has one column with that name or number. */
export function hasColumn(table: Table, wanted: string): boolean {
  try {
    return columnNamed(table, wanted) >= 0;
  } catch {
    return false;
  }
}

/** Returns the columns of texts that people name: `review`, `title,review`. */
function textColumnsNamed(table: Table, wanted: string): number[] {
  const names = table.columns.includes(wanted) ? [wanted] : wanted.split(',');
  return names.map((name) => columnNamed(table, name.trim(), '--text_column'));
}

function positionsOf(columns: readonly string[], is: (name: string) => boolean): number[] {
  return columns.flatMap((name, at) => (is(name) ? [at] : []));
}

function plain(name: string): string {
  return name.trim().toLowerCase();
}

function textColumnOf(table: Table, profiles: readonly Profile[], label: number | undefined): number {
  const others = profiles.filter(
    ({ at, filled, numbers, rows }) => at !== label && (filled > 0 || rows === 0) && numbers < 0.5,
  );
  const named = best(others, ({ name }) => textRank(name));
  if (named.length === 1) return named[0]!.at;
  const worded = named.filter(({ letters }) => letters > 0);
  if (worded.length === 1) return worded[0]!.at;
  if (worded.length > 1 && textRank(worded[0]!.name) === 0)
    throw unclear(table, 'texts', '--text_column', worded);
  const looking = worded.length > 0 ? worded : others.filter(looksLikeText);
  const [first, second] = looking.sort((a, b) => b.words - a.words);
  if (first && (!second || first.words >= MUCH_LONGER * second.words)) return first.at;
  const [only] = others;
  // Labels beside a column of numbers are no texts.
  if (only && others.length === 1 && table.columns.length <= 2 && labelRank(only.name) > 1) return only.at;
  throw unclear(table, 'texts', '--text_column', looking);
}

/**
 * Returns the columns that could have the labels: one, or several that are equally likely. Where
 * labels are expected, a column with a usual name counts even if most rows have none, unless
 * another one has sentiments.
 */
function labelColumnOf(profiles: readonly Profile[], isLabeled: boolean): Profile[] {
  const short = profiles.filter(({ words, values }) => words <= LABEL_WORDS && values.size <= MOST_CLASSES);
  const possible = short.filter(({ filled, rows }) => filled > 0.5 || rows === 0);
  const named = best(possible, ({ name }) => labelRank(name));
  if (named.length === 1) return named;
  if (named.length > 1) return surest(named);
  const likely = surest(
    possible.filter(({ name, values, rows }) => !isIdentifier(name) && values.size <= Math.max(2, rows / 4)),
  );
  const sparse = isLabeled ? best(short, ({ name }) => labelRank(name)) : [];
  return sparse.length > 0 && !likely.some(hasKnownClasses) ? sparse : likely;
}

function hasKnownClasses({ values }: Profile): boolean {
  return values.size > 1 && looksLikeClasses(values);
}

/**
 * Returns the columns whose values are those of known classes, or else those with several values.
 */
function surest(profiles: readonly Profile[]): Profile[] {
  const known = profiles.filter(hasKnownClasses);
  if (known.length > 0) return known;
  const several = profiles.filter(({ values }) => values.size > 1);
  return several.length > 0 ? several : [...profiles];
}

/** Chooses between columns by all rows: a sorted file shows one label only at its beginning. */
async function amongAllRows(
  table: Table,
  found: readonly Profile[],
  onRead?: (done: number) => void,
): Promise<Profile[]> {
  const seen = found.map(() => new Set<string>());
  for await (const rows of table.blocks(onRead))
    for (const { fields } of rows)
      for (const [n, { at }] of found.entries()) {
        const value = fields[at] ?? '';
        if (value !== '' && seen[n]!.size <= MOST_CLASSES) seen[n]!.add(plainLabel(value));
      }
  const profiles = found.map((profile, n) => ({ ...profile, values: seen[n]! }));
  return surest(profiles.filter(({ values }) => values.size <= MOST_CLASSES));
}

function looksLikeText({ words, letters, values, rows }: Profile): boolean {
  return letters > 0.5 && (words > 1.5 || (words > 0.5 && values.size > Math.min(MOST_CLASSES, rows / 2)));
}

/** Returns the columns with the lowest rank; none if all ranks are infinite. */
function best(profiles: readonly Profile[], rank: (profile: Profile) => number): Profile[] {
  const lowest = Math.min(...profiles.map(rank));
  return Number.isFinite(lowest) ? profiles.filter((profile) => rank(profile) === lowest) : [];
}

function profilesOf(columns: readonly string[], rows: readonly TableRow[]): Profile[] {
  const good = rows.filter(
    ({ problem, fields }) => problem === undefined && fields.some((field) => field.trim()),
  );
  return columns.map((name, at) => {
    const values = new Set<string>();
    let [filled, words, letters, characters, numbers] = [0, 0, 0, 0, 0];
    for (const { fields } of good) {
      const value = (fields[at] ?? '').trim();
      if (value === '') continue;
      filled++;
      words += wordCount(value);
      if (Number.isFinite(Number(value))) numbers++;
      letters += value.match(/\p{L}/gu)?.length ?? 0;
      characters += value.replace(/\s+/g, '').length;
      if (values.size <= MOST_CLASSES) values.add(plainLabel(value));
    }
    return {
      name,
      at,
      filled: filled / Math.max(1, good.length),
      words: words / Math.max(1, filled),
      letters: letters / Math.max(1, characters),
      numbers: numbers / Math.max(1, filled),
      values,
      rows: good.length,
    };
  });
}

/**
 * Returns the number of words with a letter. Scripts without spaces have about one in two
 * characters.
 */
function wordCount(text: string): number {
  const spaced = text.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length;
  const dense =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  return Math.max(spaced, dense / 2);
}

function unclear(table: Table, what: string, flag: string, candidates: readonly Profile[]): Error {
  const { name, columns, hasHeader } = table;
  const orLate = table.lateKeys ? `; ${LATE_KEYS}` : '';
  if (columns.length === 1 && table.format.startsWith('JSON'))
    return new Error(`${name}: "${columns[0]}" is the only key, so there are no ${what}${orLate}`);
  if (columns.length === 1)
    return new Error(
      what === 'texts'
        ? `${name} has one column only, so there are no texts. If they are in another file, join the lines of both: paste texts.txt ${name} > both.tsv`
        : `${name} has one column only, so there are no labels beside the texts. If a character separates columns, name it with --delimiter. If the labels are in another file, join the lines of both: paste ${name} labels.txt > both.tsv`,
    );
  if (candidates.length < 2)
    return new Error(
      `${name}: no column looks like ${what}; ${listed(columns, hasHeader)}; name one with ${flag}${orLate}`,
    );
  const named = candidates.map(({ at }) => shown(columns, hasHeader, at)).join(' or ');
  const areFlags = candidates.every(({ values }) => [...values].every((value) => FLAG.test(value)));
  const all = candidates.map(({ at }) => calledBy({ columns, hasHeader }, at)).join(',');
  const orAll = what === 'labels' && areFlags ? `, or all if each is a class: ${flag} '${all}'` : '';
  return new Error(`${name}: the ${what} could be in column ${named}; name one with ${flag}${orAll}`);
}

/** Returns `the columns are 1 id, 2 text, 3 label`. */
function listed(columns: readonly string[], hasHeader: boolean): string {
  if (!hasHeader) return `it has ${columns.length} columns without names: give a number from 1`;
  const names = columns.slice(0, MOST_LISTED).map((_, at) => shown(columns, hasHeader, at));
  const more = columns.length > MOST_LISTED ? `, and ${columns.length - MOST_LISTED} more` : '';
  return `the columns are ${names.join(', ')}${more}`;
}

function shown(columns: readonly string[], hasHeader: boolean, at: number): string {
  const name = calledBy({ columns, hasHeader }, at);
  return name === columns[at] && hasHeader ? `"${name}"` : name;
}

/** Returns what names a column to `columnNamed`: its name, or its number. */
export function calledBy({ columns, hasHeader }: Pick<Table, 'columns' | 'hasHeader'>, at: number): string {
  const name = columns[at]!;
  const isName = hasHeader && name !== '' && columns.indexOf(name) === columns.lastIndexOf(name);
  return isName ? name : `${at + 1}`;
}
