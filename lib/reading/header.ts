import { isLabelName, isTextName, labelRank, textRank, wordsOf } from './column-names';

/** A longer first field is a text, not the name of a column. */
const NAME_WORDS = 5;
/** A column with more values is none of labels. */
const MOST_CLASSES = 50;

/** A header is at most this many rows below the first one. */
const DEEPEST = 10;

/**
 * Returns which row has the names of the columns; -1 if none has. Reports have a title, or
 * comments, above it: rows with fewer fields.
 *
 * @param rows the first rows of a file, blank ones left out
 */
export function headerRow(rows: readonly (readonly string[])[]): number {
  const filled = (row: readonly string[]) => row.filter((field) => field.trim() !== '').length;
  const sure = rows.slice(0, DEEPEST).findIndex(hasUsualNames);
  if (sure > 0 && rows.slice(0, sure).every((row) => filled(row) < filled(rows[sure]!))) return sure;
  return hasHeaderRow(rows) ? 0 : -1;
}

/** Returns whether a row has the usual name of a text column, and that of a label column. */
function hasUsualNames(row: readonly string[]): boolean {
  const names = row.map((field) => field.trim());
  if (names.some((name) => wordsOf(name).length > NAME_WORDS)) return false;
  return names.some(isTextName) && names.some(isLabelName);
}

/**
 * Returns whether the first row has the names of the columns. It has where one of them is a usual
 * name, or where it differs from its column: a word above numbers, or a value that a column of few
 * values does not have elsewhere. pandas calls columns without a name `0`, `1`, ...
 *
 * @param rows the first rows of a file, blank ones left out
 */
function hasHeaderRow(rows: readonly (readonly string[])[]): boolean {
  const [first = [], ...others] = rows;
  const names = first.map((field) => field.trim());
  if (names.length > 1 && names.every((name, at) => isPandasNumber(names, name, at))) return true;
  const columns = names.map((name, at) => {
    const values = others.map((row) => (row[at] ?? '').trim()).filter(Boolean);
    const distinct = new Set(values);
    const isOfFew = distinct.size <= Math.min(MOST_CLASSES, values.length / 3);
    return { name, values, distinct, isOfFew };
  });
  const isAgain = others.some((row) => row.every((field, at) => field.trim() === names[at]));
  if (isAgain && hasUsualNames(names)) return true; // of files that were joined
  const isWord = (name: string) => /[\p{L}\p{N}]/u.test(name);
  if (columns.some(({ name, distinct, isOfFew }) => isOfFew && isWord(name) && distinct.has(name)))
    return false;
  const short = names.filter((name) => wordsOf(name).length <= NAME_WORDS);
  if (short.some((name) => isTextName(name) || isLabelName(name))) return true;
  if (others.length === 0 || names.some(isNumber)) return false;
  if (short.some((name) => Number.isFinite(textRank(name)) || Number.isFinite(labelRank(name)))) return true;
  return columns.some(({ name, values, isOfFew }) => {
    if (name === '' || values.length === 0) return false;
    return isOfFew || values.filter(isNumber).length >= 0.9 * values.length;
  });
}

function isPandasNumber(names: readonly string[], name: string, at: number): boolean {
  return names[0] === '' ? at === 0 || name === `${at - 1}` : name === `${at}`;
}

function isNumber(value: string): boolean {
  return value !== '' && Number.isFinite(Number(value));
}
