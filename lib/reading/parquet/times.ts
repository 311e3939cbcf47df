import type { ParquetParsers, SchemaTree } from 'hyparquet';
import { leaves } from './leaves';

/** A time of a Parquet file as text, before it is known whether it is in UTC. */
class ParquetTime {
  constructor(readonly text: string) {}
}

/**
 * Parsers for hyparquet that keep dates without a time, and times with all of their digits, for
 * `plainTimes`.
 */
export const TIME_PARSERS: Partial<ParquetParsers> = {
  dateFromDays: (days) => isoText(days * 86400)?.slice(0, -'T00:00:00'.length),
  timestampFromMilliseconds: (value) => time(value, 3),
  timestampFromMicroseconds: (value) => time(value, 6),
  timestampFromNanoseconds: (value) => time(value, 9),
};

/**
 * Returns a function that writes the times in a record, read with `TIME_PARSERS`, as text in ISO
 * 8601: with a Z if they are in UTC, and without one if the file gives them no zone.
 */
export function plainTimes(schema: SchemaTree): (record: Record<string, unknown>) => Record<string, unknown> {
  const times = new Set(
    schema.children.filter((column) => leaves(column).some(({ element }) => isTime(element))),
  );
  if (times.size === 0) return (record) => record;
  const columns = new Map([...times].map((column) => [column.element.name, column]));
  return (record) =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => {
        const column = columns.get(name);
        return [name, column === undefined ? value : withZone(value, column)];
      }),
    );
}

function time(value: bigint, digits: number): ParquetTime | undefined {
  const perSecond = 10n ** BigInt(digits);
  const rest = ((value % perSecond) + perSecond) % perSecond;
  const text = isoText(Number((value - rest) / perSecond));
  return text === undefined ? undefined : new ParquetTime(`${text}.${`${rest}`.padStart(digits, '0')}`);
}

/** Returns `2025-01-31T12:00:00`, or undefined for a time that no calendar has. */
function isoText(seconds: number): string | undefined {
  const date = new Date(1000 * seconds);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, -'.000Z'.length);
}

const ZONES = new WeakMap<SchemaTree, string>();

/** Returns the zone of the times in a part of the schema, worked out once for all rows. */
function zoneOf(schema: SchemaTree): string {
  let zone = ZONES.get(schema);
  if (zone === undefined) {
    const times = leaves(schema).filter(({ element }) => isTime(element));
    zone = times.every(({ element }) => isWithoutZone(element)) ? '' : 'Z';
    ZONES.set(schema, zone);
  }
  return zone;
}

/** @param schema the part of the schema that the value is of */
function withZone(value: unknown, schema: SchemaTree): unknown {
  if (value instanceof ParquetTime) return `${value.text}${zoneOf(schema)}`;
  if (Array.isArray(value)) return value.map((one) => withZone(one, schema));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withZone(one, childNamed(key, schema))]),
  );
}

/** Returns the part with that name; lists and maps have groups between. */
function childNamed(name: string, schema: SchemaTree): SchemaTree {
  const own = schema.children.find(({ element }) => element.name === name);
  if (own) return own;
  const [only, ...others] = schema.children;
  return only && others.length === 0 ? childNamed(name, only) : schema;
}

function isTime({ type, converted_type, logical_type }: SchemaTree['element']): boolean {
  return type === 'INT96' || /^TIMESTAMP/.test(converted_type ?? '') || logical_type?.type === 'TIMESTAMP';
}

function isWithoutZone({ logical_type }: SchemaTree['element']): boolean {
  return logical_type?.type === 'TIMESTAMP' && !logical_type.isAdjustedToUTC;
}
