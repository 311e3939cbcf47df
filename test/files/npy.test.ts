import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type NpyArray, readFloats, readNpy, writeNpy } from '../../lib/files/npy';

/** Files that NumPy wrote; make.py beside them makes them. */
const made = (name: string) => join(__dirname, '..', 'fixtures', 'npy', `${name}.npy`);
const dir = mkdtempSync(join(tmpdir(), 'npy-'));
afterAll(() => rmSync(dir, { recursive: true }));

const numbers = [1.5, -2.25, 3, 4, 0, -6.5];
const NUMPY: Record<string, NpyArray> = {
  f4: { dtype: 'f4', shape: [2, 3], data: Float32Array.from(numbers) },
  i4: { dtype: 'i4', shape: [2, 3], data: Int32Array.of(41, 804, 201534, -1, 0, 2147483647) },
  scalar: { dtype: 'f4', shape: [], data: Float32Array.of(7) },
  empty: { dtype: 'f4', shape: [0, 50], data: new Float32Array() },
};

describe('readNpy', () => {
  test.each(Object.entries(NUMPY))('reads a file of NumPy: %s', async (name, array) => {
    expect(await readNpy(made(name))).toEqual(array);
  });

  test('reads version 2 of the format', async () => {
    expect(await readNpy(made('version-2'))).toEqual(NUMPY.f4);
  });

  test('reads a file in several parts', async () => {
    const file = join(dir, 'large.npy');
    const data = Int32Array.from({ length: 2 ** 23 + 1 }, (_, n) => n); // 32 MB and 4 bytes
    await writeNpy(file, { dtype: 'i4', shape: [data.length], data });
    const read = await readNpy(file);
    expect(read.data.length).toBe(data.length);
    expect(read.data.every((value, n) => value === n)).toBe(true);
  });

  test('returns a matrix in Fortran order row by row', async () => {
    const { shape, data } = await readNpy(made('fortran'));
    expect(shape).toEqual([2, 3]);
    expect(data).toEqual(Int32Array.of(0, 1, 2, 3, 4, 5));
  });

  test.each([
    ['fortran-3d', /fortran-3d\.npy is in Fortran order: save numpy\.ascontiguousarray\(array\) instead/],
    ['f8', /f8\.npy has elements of type <f8: expected <f4 or <i4/],
    ['big-endian', /big-endian\.npy has elements of type >f4: expected <f4 or <i4/],
    ['records', /records\.npy has elements of type \[\(id, <i4\), \(value, <f4\)\]: expected <f4 or <i4/],
  ])('throws for %s', async (name, message) => {
    await expect(readNpy(made(name))).rejects.toThrow(message);
  });

  test.each([
    [145, /is cut off: its header promises 24 bytes of data, 17 are there/],
    [100, /ends within its \.npy header/],
    [5, /is not a \.npy file/],
    [0, /is not a \.npy file/],
  ])('throws for a file truncated to %i bytes', async (length, message) => {
    const file = join(dir, 'cut.npy');
    copyFileSync(made('f4'), file);
    truncateSync(file, length);
    await expect(readNpy(file)).rejects.toThrow(message);
  });

  test('throws for another file type and an unknown version', async () => {
    const file = join(dir, 'other.npy');
    writeFileSync(file, 'word 0.1 0.2 0.3');
    await expect(readNpy(file)).rejects.toThrow(/is not a \.npy file/);
    const bytes = readFileSync(made('f4'));
    bytes[6] = 9;
    writeFileSync(file, bytes);
    await expect(readNpy(file)).rejects.toThrow(/version 9/);
  });

  test('reads data that do not start at a multiple of four bytes', async () => {
    const file = join(dir, 'unaligned.npy');
    const header = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }  \n";
    const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0]);
    writeFileSync(
      file,
      Buffer.concat([start, Buffer.from(header), Buffer.from(Int32Array.of(7, -8).buffer)]),
    );
    expect((start.length + header.length) % 4).not.toBe(0);
    expect(await readNpy(file)).toEqual({ dtype: 'i4', shape: [2], data: Int32Array.of(7, -8) });
  });
});

describe('writeNpy', () => {
  test.each(Object.entries(NUMPY))('writes the bytes that NumPy writes: %s', async (name, array) => {
    const file = join(dir, `${name}.npy`);
    await writeNpy(file, array);
    expect(readFileSync(file).equals(readFileSync(made(name)))).toBe(true);
  });

  test('writes only the elements of a view of a buffer', async () => {
    const file = join(dir, 'view.npy');
    await writeNpy(file, { dtype: 'i4', shape: [2], data: Int32Array.of(1, 2, 3, 4).subarray(1, 3) });
    expect((await readNpy(file)).data).toEqual(Int32Array.of(2, 3));
  });

  test('a shape that does not match the data throws and leaves no file', async () => {
    const before = readdirSync(dir);
    const array: NpyArray = { dtype: 'f4', shape: [2, 2], data: new Float32Array(3) };
    await expect(writeNpy(join(dir, 'new.npy'), array)).rejects.toThrow(
      'shape [2, 2] needs 4 elements, not 3',
    );
    expect(readdirSync(dir)).toEqual(before);
  });
});

test('readFloats throws for integers', async () => {
  await expect(readFloats(made('i4'))).rejects.toThrow(/holds elements of type i4: expected f4/);
});
