/** Rows in one JSON object, in the forms in which pandas and others write a table. */
import { isTextName } from './column-names';
import { plainLabel } from './labels';

type JsonObject = Record<string, unknown>;

/** The rows in an object. */
export interface ObjectRows {
  rows: unknown[];
  /** Other lists of objects, which are not read: `"test" (500)`. */
  beside?: string[];
}

/** Objects in objects are searched for rows down to this depth. */
const DEPTH = 4;
const SENTIMENTS = new Set(['negative', 'neutral', 'positive']);

/**
 * Returns the rows in an object:
 *
 * - `{"columns": ["text"], "data": [["Fine."]]}` (pandas: split)
 * - `{"data": [{"text": "Fine."}]}`: the longest list of objects (pandas: table), also in objects
 * - `{"positive": ["Fine."], "negative": ["Bad."]}`: a list of texts for each class
 * - `{"text": ["Fine."]}` (pandas: list), `{"text": {"0": "Fine."}}` (columns)
 * - `{"0": {"text": "Fine."}}`, `{"-Mx1": {"text": "Fine."}}` (index)
 * - `{"text": "Fine."}`: one row
 */
export function rowsOfObject(object: JsonObject): ObjectRows {
  const values = Object.values(object);
  const { columns, data } = object;
  if (isListOf(columns, isName) && isListOf(data, Array.isArray))
    return { rows: data.map((row) => Object.fromEntries(columns.map((name, at) => [`${name}`, row[at]]))) };
  const [longest, ...others] = listsIn(object, '', DEPTH).sort((a, b) => b.rows.length - a.rows.length);
  if (longest)
    return { rows: longest.rows, beside: others.map(({ path, rows }) => `"${path}" (${rows.length})`) };
  if (isOfClasses(object)) return { rows: textsOfClasses(object) };
  if (values.length > 0 && values.every((value) => Array.isArray(value))) return { rows: transposed(object) };
  if (values.length > 0 && values.every(isObject))
    return { rows: areColumns(object, values) ? transposed(object) : values };
  return { rows: [object] };
}

/** Returns whether the keys of an object of objects are columns. Otherwise they are keys of rows. */
function areColumns(object: JsonObject, values: readonly JsonObject[]): boolean {
  const keys = Object.keys(object);
  if (keys.some(isTextName)) return true;
  return !keys.every((key) => /^\d+$/.test(key)) && !values.every((row) => Object.keys(row).some(isTextName));
}

/** Returns the lists of objects in an object, with their paths. */
function listsIn(object: JsonObject, path: string, depth: number): { path: string; rows: unknown[] }[] {
  return Object.entries(object).flatMap(([key, value]) => {
    if (isListOf(value, isObject)) return [{ path: `${path}${key}`, rows: value }];
    return depth > 1 && isObject(value) ? listsIn(value, `${path}${key}.`, depth - 1) : [];
  });
}

/** Returns whether each key is a class of sentiment, and its value a list of texts. */
function isOfClasses(object: JsonObject): object is Record<string, string[]> {
  const entries = Object.entries(object);
  return (
    entries.length > 1 &&
    entries.every(([key, value]) => SENTIMENTS.has(plainLabel(key)) && isListOf(value, isText))
  );
}

function textsOfClasses(object: Record<string, string[]>): JsonObject[] {
  return Object.entries(object).flatMap(([label, texts]) => texts.map((text) => ({ text, label })));
}

/** Returns the rows of columns, which are lists or objects with a key for each row. */
function transposed(columns: JsonObject): JsonObject[] {
  const rows = new Set(Object.values(columns).flatMap((column) => Object.keys(column as JsonObject)));
  return [...rows].map((row) =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, (column as JsonObject)[row]])),
  );
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.length > 0 && value.every(is);
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isName(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
