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
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type NpyArray, readFloats, readNpy, writeNpy } from '../../lib/files/npy';

/** Files that NumPy wrote; make.py beside them makes them. */
const made = (name: string) => join(__dirname, '..', 'fixtures', 'npy', `${name}.npy`);
const dir = mkdtempSync(join(tmpdir(), 'npy-'));
afterAll(() => rmSync(dir, { recursive: true }));

const numbers = [1.5, -2.25, 3, 4, 0, -6.5];
const NUMPY: Record<string, NpyArray> = {
  f4: { dtype: 'f4', shape: [2, 3], data: Float32Array.from(numbers) },
  f8: { dtype: 'f8', shape: [2, 3], data: Float64Array.from(numbers) },
  i4: { dtype: 'i4', shape: [2, 3], data: Int32Array.of(41, 804, 201534, -1, 0, 2147483647) },
  i8: { dtype: 'i8', shape: [2], data: BigInt64Array.of(2n ** 53n + 1n, -(2n ** 63n)) },
  u1: { dtype: 'u1', shape: [3], data: Uint8Array.of(0, 127, 255) },
  S: { dtype: 'S', shape: [3], data: ['the', 'naïve', ''] },
  U: { dtype: 'U', shape: [4], data: ['the', 'naïve', '😀', ''] },
  scalar: { dtype: 'f4', shape: [], data: Float32Array.of(7) },
  empty: { dtype: 'f4', shape: [0, 50], data: new Float32Array() },
};

describe('readNpy', () => {
  test.each(Object.entries(NUMPY))('reads a file of NumPy: %s', async (name, array) => {
    expect(await readNpy(made(name))).toEqual(array);
  });

  test('reads version 2 of the format', async () => {
    expect(await readNpy(made('version-2'))).toEqual(NUMPY['f4']);
  });

  test('returns an array in Fortran order row by row', async () => {
    const { shape, data } = await readNpy(made('fortran'));
    expect(shape).toEqual([2, 3, 4]);
    expect(data).toEqual(Int32Array.from({ length: 24 }, (_, i) => i));
  });

  test.each([
    ['big-endian', /big-endian\.npy is big endian \(>f4\): convert with \.astype\('<f4'\)/],
    ['objects', /objects\.npy holds Python objects/],
    ['records', /records\.npy holds records of several fields/],
    ['f2', /f2\.npy has elements of type <f2: expected f4, f8/],
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

  test('throws for another file type, an unknown version and a string that is not UTF-8', async () => {
    const file = join(dir, 'other.npy');
    writeFileSync(file, 'word 0.1 0.2 0.3');
    await expect(readNpy(file)).rejects.toThrow(/is not a \.npy file/);
    const bytes = readFileSync(made('f4'));
    bytes[6] = 9;
    writeFileSync(file, bytes);
    await expect(readNpy(file)).rejects.toThrow(/version 9/);
    const strings = readFileSync(made('S'));
    strings[128] = 0xff;
    writeFileSync(file, strings);
    await expect(readNpy(file)).rejects.toThrow(/the string at index 0 is not UTF-8/);
  });
});

describe('writeNpy', () => {
  test.each(Object.entries(NUMPY))('writes the bytes that NumPy writes: %s', async (name, array) => {
    const file = join(dir, `${name}.npy`);
    await writeNpy(file, array);
    expect(readFileSync(file).equals(readFileSync(made(name)))).toBe(true);
  });

  test('readNpy reads back any strings', async () => {
    const word = fc.string({ unit: 'binary', maxLength: 6 }).filter((text) => !text.endsWith('\0'));
    await fc.assert(
      fc.asyncProperty(fc.array(word), fc.constantFrom('S' as const, 'U' as const), async (data, dtype) => {
        const file = join(dir, 'words.npy');
        await writeNpy(file, { dtype, shape: [data.length], data });
        expect((await readNpy(file)).data).toEqual(data);
      }),
      { numRuns: 50 },
    );
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

test('readFloats throws for elements other than f4', async () => {
  await expect(readFloats(made('f8'))).rejects.toThrow(/holds elements of type f8: expected f4/);
});
