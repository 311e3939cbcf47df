import { hash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { diskError } from '../../lib/files/disk-error';
import { LockedError } from '../../lib/files/lock';
import {
  canonicalJson,
  deliveredUnits,
  doShard,
  isOfMachine,
  isOfMemory,
  MachineError,
  type Manifest,
  mergeResults,
  ofShard,
  parseShard,
  plannedOnce,
  readBody,
  readHead,
  readManifest,
  resultFile,
  unitDigest,
  unitsOf,
  type Work,
  writeManifest,
  writeResult,
} from '../../lib/units';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'units-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const manifest: Manifest = {
  kind: 'double',
  shared: { seed: 7 },
  units: Array.from({ length: 7 }, (_, n) => ({ n })),
  output: { head: 'n\n' },
};
/** Writes twice the number of the unit. */
const double: Work = async ({ inputs: { n } }) => ({ body: `${2 * (n as number)}\n`, items: 1 });

describe('an error', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const none = Object.assign(new Error('data/none does not exist'), { code: 'ENOENT' });
  test.each([
    [new MachineError('another model'), true],
    [full, true],
    [none, true],
    [new Error('the training failed after step 3', { cause: diskError(full, 'runs') }), true],
    [new Error('the training failed after step 3', { cause: new RangeError('NaN') }), false],
    [new TypeError('a bug'), false],
  ])('%s is of this machine: %s', (error, isMachine) => {
    expect(isOfMachine(error)).toBe(isMachine);
  });
});

describe('shards', () => {
  test('are disjoint and complete, of nearly the same size, and always the same', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (items, of) => {
        const positions = items.map((_, at) => at);
        const shards = Array.from({ length: of }, (_, n) => ofShard(positions, { number: n + 1, of }));
        expect(shards.flat().sort((a, b) => a - b)).toEqual(positions);
        const sizes = shards.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(ofShard(positions, parseShard(`${of}/${of}`))).toEqual(shards.at(-1));
      }),
    );
  });

  test.each([
    ['2', 'write i/n'],
    ['a/b', 'write i/n'],
    ['-1/4', 'write i/n'],
    ['1.5/4', 'write i/n'],
    ['0/4', 'counted from 1. Add 1 to an index that starts at 0'],
    ['5/4', 'there are only 4 shards, so the last one is 4/4'],
    ['1/0', 'the number of shards must be from 1'],
    ['1/99999999999', 'the number of shards must be from 1'],
  ])('"%s" is refused with what to write', (text, advice) => {
    expect(() => parseShard(text)).toThrow(advice);
  });
});

describe('the name of a unit', () => {
  test('is the SHA-256 of its canonical JSON, whatever the order of the keys', () => {
    const json = '{"inputs":{"a":[1,"é\\n"],"b":{"c":null}},"kind":"score"}';
    const inputs = { b: { c: null }, a: [1, 'é\n'], absent: undefined };
    expect(unitDigest({ kind: 'score', inputs })).toBe(hash('sha256', json));
  });

  test('differs when any input does', () => {
    const value = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<null>;
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), fc.dictionary(fc.string(), value), (a, b) => {
        const same = unitDigest({ kind: 'k', inputs: a }) === unitDigest({ kind: 'k', inputs: b });
        expect(same).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
    expect(unitDigest({ kind: 'a', inputs: {} })).not.toBe(unitDigest({ kind: 'b', inputs: {} }));
  });

  test('needs inputs that JSON can hold', () => {
    expect(() => unitDigest({ kind: 'k', inputs: { rate: [Number.NaN] } })).toThrow('inputs.rate[0] is NaN');
    expect(() => canonicalJson({ when: new Date(0) as never })).toThrow('when is an object of a class');
  });

  test('may be listed once only', () => {
    expect(() => unitsOf({ kind: 'k', shared: {}, units: [{ n: 1 }, { n: 1 }] })).toThrow(
      'listed twice: {"n":1}',
    );
  });
});

describe('a manifest', () => {
  test('is written once, and refused if the inputs are others', async () => {
    await writeManifest(folder, manifest);
    await writeManifest(folder, manifest);
    expect(await readManifest(folder)).toEqual(manifest);
    const other = { ...manifest, shared: { seed: 8 } };
    await expect(writeManifest(folder, other)).rejects.toThrow('other inputs or settings');
  });

  test('that was changed is found', async () => {
    await writeManifest(folder, manifest);
    const file = join(folder, 'manifest.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"seed":7', '"seed":8'));
    await expect(readManifest(folder)).rejects.toThrow(`${file} was changed since it was written`);
  });
});

describe('planning', () => {
  const planned = (version: string) => plannedOnce(folder, 'key', async () => manifest, { version });
  const lock = () => join(folder, 'plan.lock');

  test('is done once, by one version of the code', async () => {
    expect(await planned('1')).toMatchObject({ ...manifest, version: '1' });
    expect(await planned('1')).toMatchObject({ units: manifest.units });
    await expect(planned('2')).rejects.toThrow('was begun by version 1 of the code, and this is 2');
  });

  test('is taken over from a process that died on another machine 5 minutes ago', async () => {
    writeFileSync(lock(), 'elsewhere-1 2 300000\n');
    const stop = new AbortController();
    const said: string[] = [];
    const onWait = (message: string) => {
      said.push(message);
      stop.abort();
    };
    const waiting = plannedOnce(folder, 'key', async () => manifest, { onWait, signal: stop.signal });
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(said).toEqual([expect.stringContaining('5 minutes after its last sign of life')]);
    utimesSync(lock(), new Date(), new Date(Date.now() - 301_000));
    expect(await planned('1')).toMatchObject({ version: '1' });
    expect(existsSync(lock())).toBe(false);
  });
});

describe('results', () => {
  const out = () => join(folder, 'out', 'doubled.txt');
  const merged = () => mergeResults(folder, manifest, out(), { head: 'n\n', itemsOf: () => 1 });

  test('of all shards merge to the output in the order of the manifest', async () => {
    const outcomes: string[] = [];
    for (const shard of ['3/3', '1/3'].map(parseShard))
      await doShard(manifest, double, { folder, shard, onDone: (_, outcome) => outcomes.push(outcome) });
    await expect(merged()).rejects.toThrow(/^2 of 7 units have no result in .*: \{"n":1\}; \{"n":4\}\. Run/);
    expect(await doShard(manifest, double, { folder })).toBe(2); // the others are there
    expect(outcomes).toEqual(Array(5).fill('done'));
    await merged();
    expect(readFileSync(out(), 'utf8')).toBe('n\n0\n2\n4\n6\n8\n10\n12\n');
    await expect(merged()).rejects.toThrow(`${out()} exists`);
    expect(readdirSync(join(folder, 'working'))).toEqual([]);
    expect(readdirSync(join(folder, 'out'))).toEqual(['doubled.txt']);
  });

  test('are delivered once, by the first of two', async () => {
    const { digest } = unitsOf(manifest)[0]!;
    const both = await Promise.all([
      writeResult(folder, digest, { body: 'one', items: 1 }),
      writeResult(folder, digest, { body: 'two', items: 1 }),
    ]);
    expect(both.sort()).toEqual([false, true]);
    expect(await deliveredUnits(folder)).toEqual(new Set([digest]));
    expect(await readBody(folder, digest)).toMatch(/^(one|two)$/);
  });

  test('of work that fails or is stopped leave nothing', async () => {
    const stop = new AbortController();
    async function* body() {
      yield 'a part';
      stop.abort();
      stop.signal.throwIfAborted();
    }
    const work: Work = async () => ({ body: body(), items: 1 });
    await expect(doShard(manifest, work, { folder, signal: stop.signal })).rejects.toThrow('aborted');
    expect(await deliveredUnits(folder)).toEqual(new Set());
    expect(readdirSync(join(folder, 'working'))).toEqual([]);
  });

  test('of a unit that another process has locked come last, and are waited for', async () => {
    const done: unknown[] = [];
    let refusals = 0;
    const work: Work = async (unit, context) => {
      if (unit.inputs.n === 0 && refusals++ < 3) throw new LockedError('node7 works on it');
      return double(unit, context);
    };
    const said: string[] = [];
    const onWait = (message: string) => said.push(message);
    const onDone = ({ inputs }: { inputs: { n?: unknown } }) => done.push(inputs.n);
    expect(await doShard(manifest, work, { folder, retry: 1, onWait, onDone })).toBe(7);
    expect(done).toEqual([1, 2, 3, 4, 5, 6, 0]);
    expect(said).toEqual(['node7 works on it']);
  });

  test('that cannot be read end the work, before it is done in vain', async () => {
    let times = 0;
    const work: Work = async (unit, context) => {
      times++;
      return double(unit, context);
    };
    writeFileSync(join(folder, 'results'), 'a file, as a stale handle of a disk that is not a folder');
    await expect(doShard(manifest, work, { folder })).rejects.toThrow('ENOTDIR');
    expect(times).toBe(0);
    await expect(deliveredUnits(folder)).rejects.toThrow('ENOTDIR');
  });

  test('of units that fail are left out, if the others are to be done', async () => {
    const failed: unknown[] = [];
    const onFailed = ({ inputs }: { inputs: { n?: unknown } }, { message }: Error) =>
      failed.push([inputs.n, message]);
    const work = (error: Error): Work => {
      return async (unit, context) => {
        if (unit.inputs.n === 2) throw error;
        return double(unit, context);
      };
    };
    await expect(doShard(manifest, work(new MachineError('full')), { folder, onFailed })).rejects.toThrow(
      'full',
    );
    expect(await doShard(manifest, work(new Error('no')), { folder, onFailed })).toBe(4);
    expect(failed).toEqual([[2, 'no']]);
    expect((await deliveredUnits(folder)).size).toBe(6);
  });

  test('may have a summary that is longer than the head, such as counts of many classes', async () => {
    const { digest } = unitsOf(manifest)[0]!;
    const labels = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`the class with number ${n}`, n]),
    );
    await writeResult(folder, digest, { body: 'the body', items: 1, summary: () => ({ labels }) });
    expect(await readHead(folder, digest)).toMatchObject({ items: 1, bytes: 8, summary: { labels } });
    expect(await readBody(folder, digest)).toBe('the body');
    const file = resultFile(folder, digest);
    writeFileSync(file, readFileSync(file, 'utf8').replace('number 299', 'number 298'));
    await expect(readHead(folder, digest)).rejects.toThrow('the SHA-256 of its head differs');
    truncateSync(file, 5000);
    await expect(readHead(folder, digest)).rejects.toThrow('has 5000 bytes instead of');
  });

  test('that are cut off or changed are done again, and not merged', async () => {
    await doShard(manifest, double, { folder });
    const [first, second] = unitsOf(manifest).map(({ digest }) => resultFile(folder, digest)) as [
      string,
      string,
    ];
    truncateSync(first, 100);
    await expect(merged()).rejects.toThrow(`${first} is not JSON`);
    expect(await doShard(manifest, double, { folder })).toBe(1);
    writeFileSync(second, readFileSync(second, 'utf8').replace(/2\n$/, '3\n'));
    await expect(merged()).rejects.toThrow(
      `${second} was changed since it was written (its SHA-256 differs), and was removed: run the same command again, with --shard`,
    );
    expect(existsSync(out())).toBe(false);
    await expect(merged()).rejects.toThrow('1 of 7 units have no result');
    expect(await doShard(manifest, double, { folder })).toBe(1);
    await merged();
  });

  test('of several units at once are the same, and those that are begun end when one fails', async () => {
    let [running, most] = [0, 0];
    let begin: () => void;
    const sixth = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const work: Work = async (unit, context) => {
      most = Math.max(most, ++running);
      if (unit.inputs.n === 5) begin();
      await (unit.inputs.n === 4 ? sixth : new Promise((resolve) => setTimeout(resolve, 5)));
      running--;
      if (unit.inputs.n === 4) throw new Error('the fifth fails');
      return double(unit, context);
    };
    await expect(doShard(manifest, work, { folder, atOnce: 3 })).rejects.toThrow('the fifth fails');
    expect([running, most]).toEqual([0, 3]);
    expect((await deliveredUnits(folder)).size).toBe(5);
    expect(await doShard(manifest, double, { folder, atOnce: 3 })).toBe(2);
    await merged();
  });

  test('with another number of items are not merged', async () => {
    await doShard(manifest, async (unit, context) => ({ ...(await double(unit, context)), items: 2 }), {
      folder,
    });
    await expect(merged()).rejects.toThrow('has 2 items instead of 1');
  });
});

test('an error is of the memory of this machine if it, or its cause, is', () => {
  const allocating = () => new ArrayBuffer(2 ** 52);
  expect(allocating).toThrow(RangeError);
  try {
    allocating();
  } catch (error) {
    expect(isOfMemory(new Error('the training failed', { cause: error }))).toBe(true);
    expect(isOfMachine(error)).toBe(true);
  }
  expect(isOfMemory(new MachineError('another model'))).toBe(false);
  expect(isOfMachine(new RangeError('Invalid array length'))).toBe(false);
});
