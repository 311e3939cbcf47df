import type { SchemaTree } from 'hyparquet';
import { expect, test } from 'vitest';
import { plainTimes, TIME_PARSERS } from '../../lib/reading/parquet/times';

function part(name: string, children: SchemaTree[] = [], element: Partial<SchemaTree['element']> = {}) {
  return { element: { name, ...element }, children, count: 1, path: [name] } as unknown as SchemaTree;
}

const time = (name: string, isAdjustedToUTC: boolean) =>
  part(name, [], {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC, unit: 'MILLIS' },
  } as Partial<SchemaTree['element']>);

test('times in UTC and times without a zone may be in one column', () => {
  const list = part('list', [time('element', false)]);
  const event = part('event', [time('utc', true), time('local', false), part('days', [list])]);
  const at = TIME_PARSERS.timestampFromMilliseconds!(1000n);
  const record = { event: { utc: at, local: at, days: [at] }, other: 1 };
  expect(plainTimes(part('schema', [event, part('other')]))(record)).toEqual({
    event: {
      utc: '1970-01-01T00:00:01.000Z',
      local: '1970-01-01T00:00:01.000',
      days: ['1970-01-01T00:00:01.000'],
    },
    other: 1,
  });
});
