/** Rows in one JSON object, in the forms in which pandas writes a table. */

type JsonObject = Record<string, unknown>;

/**
 * Returns the rows in an object:
 *
 * - `{"columns": ["text"], "data": [["Fine."]]}` (pandas: split)
 * - `{"data": [{"text": "Fine."}]}`: the longest list of objects (pandas: table)
 * - `{"text": ["Fine."]}` (pandas: list), `{"text": {"0": "Fine."}}` (columns)
 * - `{"0": {"text": "Fine."}}` (index)
 * - `{"text": "Fine."}`: one row
 */
export function rowsOfObject(object: JsonObject): unknown[] {
  const values = Object.values(object);
  const { columns, data } = object;
  if (isListOf(columns, isName) && isListOf(data, Array.isArray))
    return data.map((row) => Object.fromEntries(columns.map((name, at) => [`${name}`, row[at]])));
  const lists = values.filter((value): value is unknown[] => isListOf(value, isObject));
  if (lists.length > 0) return lists.reduce((one, other) => (other.length > one.length ? other : one));
  if (values.length > 0 && values.every((value) => Array.isArray(value))) return transposed(object);
  if (values.length > 0 && values.every(isObject))
    return Object.keys(object).every((key) => /^\d+$/.test(key)) ? values : transposed(object);
  return [object];
}

/** Returns the rows of columns, which are lists or objects with a key for each row. */
function transposed(columns: JsonObject): JsonObject[] {
  const [first = {}] = Object.values(columns) as JsonObject[];
  return Object.keys(first).map((row) =>
    Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, (column as JsonObject)[row]])),
  );
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is T[] {
  return Array.isArray(value) && value.length > 0 && value.every(is);
}

function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function isName(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
