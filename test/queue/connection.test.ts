import { expect, test } from 'vitest';
import { explained, queueName, redisPlace } from '../../lib/queue/connection';

test('a URL is shown without user and password, and takes the password from the environment', () => {
  const env = { SENTIMENT_REDIS_PASSWORD: 'a b' };
  expect(redisPlace('rediss://me:secret@host:1/2', env)).toEqual({
    url: 'rediss://me:secret@host:1/2',
    shown: 'rediss://host:1/2',
  });
  expect(redisPlace('redis://host:1', env)).toEqual({
    url: 'redis://:a%20b@host:1',
    shown: 'redis://host:1',
  });
});

test.each([
  'localhost:6379',
  'http://:secret@host',
  'redis://',
  'redis://:secret@ho st',
  'redis://me:sec/ret@host',
  'redis://me:50%secret@host',
])('%s is refused, without the password in the message', (url) => {
  expect(() => redisPlace(url)).toThrow(/write redis:[/][/]host:6379, or rediss:/);
  try {
    redisPlace(url);
  } catch (error) {
    expect((error as Error).message).not.toMatch(/sec/);
  }
});

test('a name that BullMQ takes for no queue is refused', () => {
  expect(queueName('team-a')).toBe('team-a');
  for (const name of ['', 'team:a']) expect(() => queueName(name)).toThrow(`"${name}" is no name of a queue`);
});

test('no message of the client shows the password', () => {
  const place = redisPlace('redis://me:pass%2Fword@host:1');
  const said = explained(
    new Error('cannot AUTH me:pass/word@host with pass%2Fword (redis://me:pass%2Fword@host:1)'),
    place,
  );
  expect(said).not.toMatch(/pass/);
  expect(said).toContain('the Redis server redis://host:1 cannot be used');
});

test('errors of several addresses are joined', () => {
  const [first, second] = ['::1', '127.0.0.1'].map((address) =>
    Object.assign(new Error(`connect ECONNREFUSED ${address}:1`), { code: 'ECONNREFUSED' }),
  );
  expect(explained(new AggregateError([first, second]), redisPlace('redis://localhost:1'))).toBe(
    'the Redis server redis://localhost:1 cannot be used: connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1. What to do: start it there, check host and port, and the line bind in its redis.conf',
  );
});
