import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { LockedError } from '../files/lock';
import { owner } from '../files/owner';
import { scratchPath } from '../files/temporary';
import { openBucket } from '../s3/bucket';
import { parseBucketUrl } from '../s3/bucket-url';
import type { UnitStore } from './unit-store';

/**
 * Returns the store in a bucket. Results are written to a temporary file of this machine, and then
 * sent under the condition that there is none (`If-None-Match: *`). A server that does not know
 * this condition lets the last one stay, which has the same content.
 *
 * @param url `s3://bucket/prefix`
 */
export function bucketStore(url: string): UnitStore {
  const { bucket: name, key: prefix } = parseBucketUrl(url);
  const bucket = openBucket(name);
  const at = (file: string) => `${prefix}/${file}`;
  const shown = (file: string) => `s3://${name}/${at(file)}`;
  return {
    shown,
    names: (folder) => bucket.names(`${at(folder)}/`),
    beginning: (file, bytes) => bucket.read(at(file), { start: 0, end: bytes }),
    chunks: (file, from) => bucket.chunks(at(file), from),
    temporary: () => scratchPath('result'),
    async deliver(temporary, file, replace) {
      const { size: bytes } = await stat(temporary);
      const condition = replace ? undefined : ({ absent: true } as const);
      return (await bucket.write(at(file), { file: temporary, bytes }, condition)) !== undefined;
    },
    async write(file, text) {
      await bucket.write(at(file), text);
    },
    lock: leases(bucket, at),
    async remove(names) {
      for (const one of names) await bucket.remove(at(one));
    },
    prepare() {},
    problem: () => undefined, // what is wrong is said when it is used
  };
}

/**
 * Returns a function that takes a lock by writing an object that is not there. Its holder writes it
 * again ten times in a lease, which changes its ETag. Who sees the same ETag for a whole lease
 * takes the lock. Both write under the condition that the ETag is the one that they know. So clocks
 * need not agree, and a holder that has slept for longer leaves the lock to its successor.
 */
function leases(bucket: ReturnType<typeof openBucket>, at: (file: string) => string): UnitStore['lock'] {
  const seen = new Map<string, { etag: string; since: number }>();
  return async (file, what, lease) => {
    const content = () => `${owner()} ${randomBytes(4).toString('hex')}\n`;
    const key = at(file);
    const state = await bucket.state(key);
    if (!state) seen.delete(key);
    const last = seen.get(key);
    if (state && last?.etag !== state.etag) seen.set(key, { etag: state.etag, since: performance.now() });
    const silent = state && last?.etag === state.etag ? performance.now() - last.since : 0;
    const isFree = !state || silent > lease;
    let text = content();
    const taken = isFree && (await bucket.write(key, text, state ? { etag: state.etag } : { absent: true }));
    if (!taken)
      throw new LockedError(
        `another process is working on ${what}: wait for it, or end it. If it no longer runs, its lock ends ${lease / 60_000} minutes after this process has begun to wait`,
      );
    let held: { etag: string } | undefined = taken;
    /** Writes the lock again, unless another process has taken it. */
    const renew = async () => {
      if (!held) return;
      const next = content();
      const written = await bucket.write(key, next, { etag: held.etag });
      if (!written) {
        // Perhaps this process has written it before, and the answer was lost.
        const there = (await bucket.read(key, { start: 0, end: 1000 }))?.bytes.toString();
        held = there === text || there === next ? await bucket.state(key) : undefined;
        if (there !== next) return;
      } else held = written;
      text = next;
    };
    let renewing = Promise.resolve();
    const timer = setInterval(() => {
      renewing = renewing.then(renew).catch(() => {}); // the server is away for a while
    }, lease / 10).unref();
    return {
      async release() {
        clearInterval(timer);
        await renewing;
        await renew();
        if (held) await bucket.remove(key);
      },
    };
  };
}
