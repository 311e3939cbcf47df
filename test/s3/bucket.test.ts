import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openBucket } from '../../lib/s3/bucket';
import { parseBucketUrl } from '../../lib/s3/bucket-url';
import { clientEnvironment } from './moto';

/** What a server without a bucket answers, in the order of the requests. */
type Answer = (
  request: { range?: string; ifMatch?: string },
  respond: import('node:http').ServerResponse,
) => void;

let server: Server;
let answers: Answer[] = [];
beforeAll(async () => {
  server = createServer((request, respond) => {
    const { range, 'if-match': ifMatch } = request.headers;
    (answers.shift() ?? ((_, to) => void to.writeHead(500).end()))({ range, ifMatch }, respond);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());
beforeEach(() => {
  for (const [name, value] of Object.entries(clientEnvironment((server.address() as AddressInfo).port)))
    vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

const refusal =
  (status: number, code: string): Answer =>
  (_, to) => {
    to.writeHead(status, { 'content-type': 'application/xml' });
    to.end(`<Error><Code>${code}</Code><Message>said ${code}</Message></Error>`);
  };

test('a read whose connection is lost goes on where it was, of the same object', async () => {
  const asked: unknown[] = [];
  answers = [
    (_, to) => {
      to.writeHead(200, { etag: '"one"', 'content-length': '10' });
      to.write('01234', () => setTimeout(() => to.destroy(), 50));
    },
    (request, to) => {
      asked.push(request);
      to.writeHead(206, { etag: '"one"', 'content-length': '5', 'content-range': 'bytes 5-9/10' }).end(
        '56789',
      );
    },
  ];
  const chunks: Buffer[] = [];
  for await (const chunk of openBucket('texts').chunks('a', 0)) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toBe('0123456789');
  expect(asked).toEqual([{ range: 'bytes=5-', ifMatch: '"one"' }]);
});

test('a server that has too much to do is asked again, one that refuses is not', async () => {
  answers = [refusal(503, 'SlowDown'), (_, to) => void to.writeHead(200, { etag: '"1"' }).end()];
  expect(await openBucket('texts').write('a', 'text', { absent: true })).toEqual({ etag: '"1"' });
  answers = [refusal(412, 'PreconditionFailed')];
  expect(await openBucket('texts').write('a', 'text', { absent: true })).toBeUndefined();
  answers = [refusal(403, 'AccessDenied'), refusal(404, 'NoSuchBucket')];
  await expect(openBucket('texts').write('a', 'text')).rejects.toThrow(
    's3://texts/a cannot be written: AccessDenied: said AccessDenied. What to do: allow this user s3:ListBucket',
  );
  await expect(openBucket('texts').read('a', { start: 0, end: 1 })).rejects.toThrow(
    's3://texts/a cannot be read: NoSuchBucket: said NoSuchBucket. What to do: make the bucket',
  );
  expect(answers).toEqual([]);
});

describe('the URL of a bucket', () => {
  test('has a bucket and a key', () => {
    expect(parseBucketUrl('s3://texts/2026/a.csv')).toEqual({ bucket: 'texts', key: '2026/a.csv' });
    expect(parseBucketUrl('s3://texts/runs/')).toEqual({ bucket: 'texts', key: 'runs' });
  });

  test.each(['s3://texts', 's3://texts/', 's3:///key', 's3://No Bucket/key'])('"%s" is refused', (url) => {
    expect(() => parseBucketUrl(url)).toThrow(`"${url}" is no place in a bucket: write s3://BUCKET/KEY`);
  });
});

test('an endpoint that is no URL is refused with the variable to check', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', 'localhost');
  await expect(openBucket('texts').read('a', { start: 0, end: 1 })).rejects.toThrow(
    'Invalid URL. What to do: check AWS_ENDPOINT_URL',
  );
});
