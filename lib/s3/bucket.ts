/**
 * Objects in a bucket of Amazon S3, or of a store with the same protocol. `@aws-sdk/client-s3` is
 * loaded only here, when a place in a bucket is named: whoever uses none need not install it.
 */
import { createReadStream } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { BucketError, bucketError, isConflict, isMissing } from './bucket-error';

/** What is known of an object. */
export interface ObjectState {
  /** Its size in bytes. */
  size: number;
  /** Changes when its content does. */
  etag: string;
}

/** A part of an object: the bytes from `start` to before `end`. */
export interface ObjectRange {
  start: number;
  end: number;
}

/** What must hold for an object to be written. Default: nothing. */
export type PutCondition = { absent: true } | { etag: string } | undefined;

/** A bucket. All of its functions throw `BucketError`. */
export interface Bucket {
  /** Returns the state of an object; undefined if there is none. */
  state(key: string): Promise<ObjectState | undefined>;
  /**
   * Returns the bytes in a range, which must not be empty, and the size of the whole object.
   * Undefined: there is none.
   */
  read(key: string, range: ObjectRange, etag?: string): Promise<{ bytes: Buffer; size: number } | undefined>;
  /**
   * Yields an object from a byte on. A connection that is lost is made again. With `etag`, it
   * throws if the object was written again meanwhile.
   */
  chunks(key: string, from: number, etag?: string): AsyncGenerator<Buffer>;
  /**
   * Writes an object: a text, or a file of `bytes` bytes.
   *
   * @returns its ETag; undefined if it was not written, because the condition does not hold
   */
  write(
    key: string,
    content: string | { file: string; bytes: number },
    condition?: PutCondition,
  ): Promise<Pick<ObjectState, 'etag'> | undefined>;
  /** Returns the names of all objects whose keys begin so, without that beginning. */
  names(prefix: string): Promise<string[]>;
  /** Removes the object of this key, and those whose keys begin with it and a slash. */
  remove(key: string): Promise<void>;
}

/** How often something is tried when the network or the server fails. */
const TRIES = 4;
const PAUSE = 500; // ms before the second try; each pause is twice the one before
const AT_ONCE = 16; // removals
const MOST_BYTES = 5 * 2 ** 30; // in one request, by the protocol

const MISSING = 'a bucket needs one package more: npm install @aws-sdk/client-s3@3';

interface Connected {
  s3: typeof import('@aws-sdk/client-s3');
  client: S3Client;
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** By endpoint: a client keeps its connections. */
const clients = new Map<string, Promise<Connected>>();

function connected(): Promise<Connected> {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  const endpoint = AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || '';
  const known = clients.get(endpoint) ?? connect(endpoint);
  clients.set(endpoint, known);
  return known;
}

/** Returns the package and a client. @throws if the package is not installed */
async function connect(endpoint: string): Promise<Connected> {
  // It warns on standard error of Node 20, although it supports it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  try {
    const s3 = await import('@aws-sdk/client-s3');
    const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
    const client = new s3.S3Client({
      // Other stores than Amazon's have no regions, and no host for each bucket.
      ...(endpoint && { endpoint, region: AWS_REGION || AWS_DEFAULT_REGION || 'us-east-1' }),
      forcePathStyle: endpoint !== '',
      followRegionRedirects: true,
      // We compare SHA-256 ourselves, and older stores refuse the checksums of the client.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: 1, // `tried` does it, also for bodies that are streams
      logger: SILENT,
    });
    return { s3, client };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.endsWith('MODULE_NOT_FOUND')) throw new Error(MISSING);
    throw error;
  }
}

/** Returns a bucket. @param name its name */
export function openBucket(name: string): Bucket {
  const shown = (key: string) => `s3://${name}/${key}`;

  /** Sends a command, again if the network or the server fails. @throws BucketError */
  async function tried<T>(what: string, key: string, send: (use: Connected) => Promise<T>): Promise<T> {
    const use = await connected();
    for (let attempt = 1; ; attempt++) {
      try {
        return await send(use);
      } catch (error) {
        const known = bucketError(error, what, shown(key));
        if (attempt === TRIES || !known.isPassing) throw known;
        await wait(PAUSE * 2 ** (attempt - 1) * (0.5 + Math.random()));
      }
    }
  }

  const get = (
    { s3, client }: Connected,
    key: string,
    range: string | undefined,
    etag: string | undefined,
  ): Promise<GetObjectCommandOutput> =>
    client.send(new s3.GetObjectCommand({ Bucket: name, Key: key, Range: range, IfMatch: etag }));

  return {
    async state(key) {
      try {
        const answer = await tried('read', key, ({ s3, client: to }) =>
          to.send(new s3.HeadObjectCommand({ Bucket: name, Key: key })),
        );
        return { size: answer.ContentLength ?? 0, etag: answer.ETag ?? '' };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async read(key, { start, end }, etag) {
      try {
        return await tried('read', key, async (use) => {
          const answer = await get(use, key, `bytes=${start}-${end - 1}`, etag);
          const bytes = Buffer.from(await answer.Body!.transformToByteArray());
          return { bytes, size: Number(answer.ContentRange?.split('/').at(-1) ?? start + bytes.length) };
        });
      } catch (error) {
        if (isMissing(error)) return undefined;
        if ((error as BucketError).code === 'InvalidRange') return { bytes: Buffer.alloc(0), size: 0 };
        throw error;
      }
    },
    async *chunks(key, from, etag) {
      let at = from;
      for (let lost = 0; ; ) {
        const rest = at > 0 ? `bytes=${at}-` : undefined;
        const part = await tried('read', key, (use) => get(use, key, rest, etag)).catch((error) => {
          if (error.code === 'InvalidRange') return undefined; // it ends here
          throw error;
        });
        if (!part) return;
        const { Body: body, ETag: now } = part;
        const stream = body as AsyncIterable<Uint8Array> & { destroy?(): void };
        try {
          for await (const chunk of stream) {
            at += chunk.length;
            lost = 0;
            yield Buffer.from(chunk);
          }
          return;
        } catch (error) {
          if (++lost === TRIES) throw bucketError(error, 'read', shown(key));
          etag ??= now; // the rest must be of the same object
          await wait(PAUSE);
        } finally {
          stream.destroy?.();
        }
      }
    },
    async write(key, content, condition) {
      const isText = typeof content === 'string';
      if (!isText && content.bytes > MOST_BYTES)
        throw new BucketError(`${shown(key)} cannot be written: it has more than 5 GB. Take smaller units`);
      try {
        const { ETag: etag = '' } = await tried('written', key, ({ s3, client: to }) =>
          to.send(
            new s3.PutObjectCommand({
              ...{ Bucket: name, Key: key },
              Body: isText ? content : createReadStream(content.file),
              ContentLength: isText ? Buffer.byteLength(content) : content.bytes,
              ...(condition && 'absent' in condition && { IfNoneMatch: '*' }),
              ...(condition && 'etag' in condition && { IfMatch: condition.etag }),
            }),
          ),
        );
        return { etag };
      } catch (error) {
        if (condition && (isConflict(error) || isMissing(error))) return undefined;
        throw error;
      }
    },
    async names(prefix) {
      const names: string[] = [];
      for (let next: string | undefined; ; ) {
        const page = await tried('listed', prefix, ({ s3, client: to }) =>
          to.send(new s3.ListObjectsV2Command({ Bucket: name, Prefix: prefix, ContinuationToken: next })),
        );
        for (const { Key: key = '' } of page.Contents ?? []) names.push(key.slice(prefix.length));
        next = page.NextContinuationToken;
        if (!next) return names;
      }
    },
    async remove(key) {
      const keys = [key, ...(await this.names(`${key}/`)).map((own) => `${key}/${own}`)];
      for (let at = 0; at < keys.length; at += AT_ONCE)
        await Promise.all(
          keys
            .slice(at, at + AT_ONCE)
            .map((one) =>
              tried('removed', one, ({ s3, client: to }) =>
                to.send(new s3.DeleteObjectCommand({ Bucket: name, Key: one })),
              ),
            ),
        );
    },
  };
}
