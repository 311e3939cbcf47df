import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach } from 'vitest';
import { type DataOptions, openData } from '../../lib/corpus';

let dir: string;

/** Makes a new folder for each test of the file that calls it. */
export function useFolder(): void {
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'open-data-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));
}

/** Returns a path in the folder of the test. */
export const at = (...path: string[]) => join(dir, ...path);

/** Writes files by their paths in the folder. */
export function put(files: Record<string, string | Uint8Array>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  }
}

/** Returns the texts and labels of a part, and what is told. */
export async function read(path = at(), options: DataOptions = {}) {
  const data = await openData(path, options);
  const pairsIn = async (part: 'train' | 'validation' | 'test' | 'unlabeled') =>
    (await data[part]?.())?.map(({ text, label }) => (label === undefined ? text : `${text}: ${label}`));
  const parts = {
    train: await pairsIn('train'),
    validation: await pairsIn('validation'),
    test: await pairsIn('test'),
    unlabeled: await pairsIn('unlabeled'),
  };
  return { ...parts, what: data.what, notes: data.notes().join('\n') };
}

export const CSV = 'text,label\nA fine film,1\nA bad film,0\n';
export const BOTH = ['A fine film: positive', 'A bad film: negative'];

/** Returns a zip archive with these files. */
export function zipOf(files: Record<string, string | Uint8Array>, { badSum = false } = {}): Uint8Array {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const [packed, path] = [deflateRawSync(content), Buffer.from(name)];
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(8, 4);
    about.writeUInt32LE((crc32(content) + Number(badSum)) >>> 0, 10);
    about.writeUInt32LE(packed.length, 14);
    about.writeUInt32LE(Buffer.byteLength(content), 18);
    about.writeUInt16LE(path.length, 22);
    const entry = Buffer.concat([Buffer.from('PK\x03\x04'), about, path, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), about, place, path]));
    local.push(entry);
    offset += entry.length;
  }
  const list = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(central.length, 4);
  end.writeUInt16LE(central.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, list, Buffer.from('PK\x05\x06'), end]);
}
