import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { unpack, untar, unzip } from '../../lib/datasets';
import { isBomb } from '../../lib/files/zip';
import { tarWith, zipWith } from './archives';

let dir: string;
let into: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'unpack-'));
  into = join(dir, 'into');
});
afterEach(() => rmSync(dir, { recursive: true }));

const kinds = [
  ['archive.zip', zipWith, unzip],
  ['archive.tar.gz', tarWith, untar],
] as const;

describe.each(kinds)('unpack: %s', (name, pack, unpackIt) => {
  const archive = () => join(dir, name);

  test('files are unpacked under the names of their members', async () => {
    const big = 'x'.repeat(3_000_000);
    writeFileSync(
      archive(),
      pack([
        ['a/b.txt', 'one'],
        ['c.txt', ''],
        ['big.txt', big],
      ]),
    );
    await unpack(archive(), into);
    expect(readFileSync(join(into, 'a', 'b.txt'), 'utf8')).toBe('one');
    expect(readFileSync(join(into, 'c.txt'), 'utf8')).toBe('');
    expect(readFileSync(join(into, 'big.txt'), 'utf8')).toBe(big);
  });

  test('only the wanted members are unpacked, with progress', async () => {
    writeFileSync(
      archive(),
      pack([
        ['a.txt', 'one'],
        ['b.txt', 'two'],
      ]),
    );
    const reported: number[][] = [];
    const progress = (done: number, total: number) => void reported.push([done, total]);
    await unpackIt(archive(), into, { only: (member) => member === 'b.txt', progress });
    expect([existsSync(join(into, 'a.txt')), existsSync(join(into, 'b.txt'))]).toEqual([false, true]);
    expect(reported.at(-1)![0]).toBe(reported.at(-1)![1]);
  });

  test.each(['../outside.txt', 'a/../../outside.txt', '/tmp/outside.txt', 'C:\\outside.txt'])(
    'a member named %s is refused',
    async (member) => {
      writeFileSync(archive(), pack([[member, 'gotcha']]));
      await expect(unpackIt(archive(), into)).rejects.toThrow(/archive\.(zip|tar\.gz)/);
      expect(existsSync(join(dir, 'outside.txt'))).toBe(false);
    },
  );

  test('a member that is a link is refused', async () => {
    writeFileSync(
      archive(),
      pack([
        ['link', '../outside.txt', 'link'],
        ['link/x.txt', 'gotcha'],
      ]),
    );
    await expect(unpackIt(archive(), into)).rejects.toThrow(/"link" is a (link|SymbolicLink); nothing/);
    expect(existsSync(join(into, 'link'))).toBe(false);
  });

  test('a truncated archive is refused', async () => {
    const bytes = pack([['a.txt', String(Array.from({ length: 20_000 }, (_, i) => i * i))]]);
    writeFileSync(archive(), bytes);
    truncateSync(archive(), Math.floor(bytes.length / 2));
    await expect(unpackIt(archive(), into)).rejects.toThrow(/archive\.(zip|tar\.gz) is not a whole/);
  });

  test('an aborted signal stops the unpacking', async () => {
    writeFileSync(archive(), pack([['a.txt', 'one']]));
    await expect(unpackIt(archive(), into, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

test.skipIf(process.platform !== 'linux')(
  'an aborted untar closes the file that it was writing',
  async () => {
    const noise = randomBytes(2_000_000).toString('base64');
    writeFileSync(join(dir, 'big.tgz'), tarWith([['big.txt', noise]]));
    const stopper = new AbortController();
    const options = { signal: stopper.signal, progress: () => stopper.abort() };
    await expect(untar(join(dir, 'big.tgz'), into, options)).rejects.toThrow(/abort/i);
    expect(existsSync(join(into, 'big.txt'))).toBe(true);
    const open = readdirSync('/proc/self/fd').map((fd) => {
      try {
        return readlinkSync(join('/proc/self/fd', fd));
      } catch {
        return undefined; // the descriptor of this very listing
      }
    });
    expect(open.filter((file) => file?.startsWith(into))).toEqual([]);
  },
);

test('archives of the tar library are unpacked with folders, and their links refused', async () => {
  mkdirSync(join(dir, 'folder', 'inner'), { recursive: true });
  writeFileSync(join(dir, 'folder', 'inner', 'a.txt'), 'one');
  await create({ file: join(dir, 'made.tgz'), cwd: dir, gzip: true }, ['folder']);
  await unpack(join(dir, 'made.tgz'), into);
  expect(readFileSync(join(into, 'folder', 'inner', 'a.txt'), 'utf8')).toBe('one');
  symlinkSync('/etc', join(dir, 'folder', 'inner', 'etc'));
  await create({ file: join(dir, 'links.tgz'), cwd: dir, gzip: true }, ['folder']);
  await expect(unpack(join(dir, 'links.tgz'), join(dir, 'other'))).rejects.toThrow(/etc" is a SymbolicLink/);
});

test('a zip archive that counts fewer members than it has is refused', async () => {
  const bytes = zipWith([
    ['a.txt', 'one'],
    ['b.txt', 'two'],
  ]);
  for (const count of [0, 1]) {
    const lying = Buffer.from(bytes);
    for (const at of [8, 10]) lying.writeUInt16LE(count, bytes.length - 22 + at);
    const archive = join(dir, `${count}.zip`);
    writeFileSync(archive, lying);
    await expect(unpack(archive, join(dir, 'into'))).rejects.toThrow(
      `${archive} is not a whole zip archive: its directory does not end behind its ${count} members`,
    );
  }
});

test('a member of a zip archive that was changed is refused, also where it is not compressed', async () => {
  const bytes = zipWith([['a.txt', 'one, two, three']]);
  bytes[bytes.indexOf('two')] = 'T'.charCodeAt(0);
  writeFileSync(join(dir, 'a.zip'), bytes);
  await expect(unzip(join(dir, 'a.zip'), into)).rejects.toThrow(/a\.zip: a\.txt is damaged: its checksum/);
  const renamed = zipWith([['a.txt', 'one']]);
  renamed[renamed.lastIndexOf('a.txt')] = 'b'.charCodeAt(0); // in the directory only
  writeFileSync(join(dir, 'b.zip'), renamed);
  await expect(unzip(join(dir, 'b.zip'), into)).rejects.toThrow(/b\.txt is damaged: it has two names/);
});

test('a tar archive that is cut off between two members is refused', async () => {
  const bytes = gunzipSync(
    tarWith([
      ['a.txt', 'one'],
      ['b.txt', 'two'],
    ]),
  );
  for (let end = 512; end < bytes.length - 1024; end += 512) {
    writeFileSync(join(dir, 'a.tar'), bytes.subarray(0, end));
    await expect(untar(join(dir, 'a.tar'), join(into, `${end}`)), `${end}`).rejects.toThrow(
      /a\.tar is not a whole tar archive/,
    );
  }
});

test('a member that is there twice is refused by name', async () => {
  const twice = [
    ['a.txt', 'one'],
    ['a.txt', 'two'],
  ] as const;
  for (const [name, pack] of kinds) {
    writeFileSync(join(dir, name), pack(twice));
    await expect(unpack(join(dir, name), join(into, name))).rejects.toThrow(/"a\.txt" is there already/);
  }
});

test('an archive that unpacks to far more than any data is refused', async () => {
  const bomb = zipWith([['a.txt', 'a']]);
  const entry = bomb.lastIndexOf('PK\x01\x02'); // in the directory
  bomb.writeUInt16LE(8, entry + 10); // deflated
  bomb.writeUInt32LE(2 ** 31, entry + 24); // the size
  writeFileSync(join(dir, 'bomb.zip'), bomb);
  await expect(unpack(join(dir, 'bomb.zip'), into)).rejects.toThrow(
    /bomb\.zip is not .*: a\.txt unpacks to 2147483648 bytes, far more than any data/,
  );
  expect([isBomb(2 ** 27, 1), isBomb(2 ** 30, 2 ** 23), isBomb(2 ** 30, 2 ** 21)]).toEqual([
    false,
    false,
    true,
  ]);
});

test('a file that is no archive is refused by name', async () => {
  await expect(unpack(join(dir, 'notes.rar'), into)).rejects.toThrow(
    'notes.rar is no archive that can be unpacked',
  );
});
