/** Values of JSON and Parquet as the fields of a table. */

type JsonObject = Readonly<Record<string, unknown>>;

/** Objects in objects are columns down to this depth. */
const DEPTH = 4;

/**
 * Returns an object without objects in it, as pandas' `json_normalize`: `{data: {text: 'Fine.'}}`
 * is `{'data.text': 'Fine.'}`. A list of one element is that element.
 */
export function flatRecord(record: JsonObject): JsonObject {
  return isFlat(record) ? record : Object.fromEntries(entriesOf(record, '', DEPTH));
}

/** Returns a value as text: nothing for null and the empty list, JSON for lists and objects. */
export function shownValue(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (typeof value !== 'object') return `${value}`;
  return Array.isArray(value) && value.length === 0 ? '' : JSON.stringify(value, plainJson);
}

/**
 * For `JSON.stringify`: integers of Parquet are numbers, or text where a number would round them.
 */
export function plainJson(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}`;
}

function isFlat(record: JsonObject): boolean {
  return Object.values(record).every((value) => !isObject(only(value)) && only(value) === value);
}

function entriesOf(record: JsonObject, path: string, depth: number): [string, unknown][] {
  return Object.entries(record).flatMap(([key, whole]) => {
    const value = only(whole);
    const name = `${path}${key}`;
    return depth > 1 && isObject(value) && Object.keys(value).length > 0
      ? entriesOf(value, `${name}.`, depth - 1)
      : [[name, value] as [string, unknown]];
  });
}

/** Returns the element of a list of one, and other values as they are. */
function only(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? only(value[0]) : value;
}

function isObject(value: unknown): value is JsonObject {
  return (
    value !== null &&
    typeof value === 'object' &&
    (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
  );
}
