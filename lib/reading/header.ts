import { labelRank, textRank, wordsOf } from './column-names';

/** A longer first field is a text, not the name of a column. */
const NAME_WORDS = 5;
/** A column with more values is none of labels. */
const MOST_CLASSES = 50;

/**
 * Returns whether the first row has the names of the columns. It has where one of them is a usual
 * name, or where it differs from its column: a word above numbers, or a value that a column of few
 * values does not have elsewhere. pandas calls columns without a name `0`, `1`, ...
 *
 * @param rows the first rows of a file, blank ones left out
 */
export function hasHeaderRow(rows: readonly (readonly string[])[]): boolean {
  const [first = [], ...others] = rows;
  const names = first.map((field) => field.trim());
  if (names.length > 1 && names.every((name, at) => isPandasNumber(names, name, at))) return true;
  const columns = names.map((name, at) => {
    const values = others.map((row) => (row[at] ?? '').trim()).filter(Boolean);
    const distinct = new Set(values);
    const isOfFew = distinct.size <= Math.min(MOST_CLASSES, values.length / 3);
    return { name, values, distinct, isOfFew };
  });
  if (columns.some(({ name, distinct, isOfFew }) => isOfFew && distinct.has(name))) return false;
  const short = names.filter((name) => wordsOf(name).length <= NAME_WORDS);
  if (short.some((name) => textRank(name) < 2 || labelRank(name) < 2)) return true;
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
