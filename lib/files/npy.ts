import { type FileHandle, open } from 'node:fs/promises';
import { formatHeader, headerSpan, type NpyHeader, parseHeader } from './npy-header';
import { packStrings, unpackStrings } from './npy-strings';
import { replaceFile } from './replace-file';

/**
 * An array as a `.npy` file holds it. `data` is row-major: the last index runs fastest. Its length is the product
 * of `shape`. 64-bit integers stay exact: they come as `bigint`s.
 */
export type NpyArray = { shape: readonly number[] } & (
  | { dtype: 'f4'; data: Float32Array }
  | { dtype: 'f8'; data: Float64Array }
  | { dtype: 'i4'; data: Int32Array }
  | { dtype: 'i8'; data: BigInt64Array }
  | { dtype: 'u1'; data: Uint8Array }
  | { dtype: 'S'; data: readonly string[] }
  | { dtype: 'U'; data: readonly string[] }
);

/** Node reads and writes at most 2 GiB at once. */
const AT_ONCE = 2 ** 30;

/**
 * Returns the array in a `.npy` file. Arrays in Fortran order come out row-major like all others. Strings lose the
 * zeros that NumPy fills them up with; those of type S are read as UTF-8.
 *
 * @throws, naming the file, when it is no `.npy` file, is cut off, or has a type of elements that `NpyArray` lacks.
 */
export async function readNpy(file: string): Promise<NpyArray> {
  const handle = await open(file);
  try {
    const start = Buffer.alloc(12);
    await fill(handle, start, 0);
    const { from, to } = headerSpan(file, start);
    const text = Buffer.alloc(to - from);
    if ((await fill(handle, text, from)) < text.length)
      throw new Error(`${file} ends within its .npy header: copy it again`);
    return await readData(handle, file, parseHeader(file, text.toString('utf8')), to);
  } finally {
    await handle.close();
  }
}

/** `readNpy` for a file that must hold 32-bit floats, say vectors. @throws also when it holds others. */
export async function readFloats(file: string): Promise<{ shape: readonly number[]; data: Float32Array }> {
  const array = await readNpy(file);
  if (array.dtype !== 'f4') throw new Error(`${file} holds elements of type ${array.dtype}: expected f4`);
  return array;
}

/**
 * Writes a `.npy` file that NumPy reads. The file appears whole or not at all.
 *
 * @throws RangeError when `data` has not as many elements as `shape` says.
 */
export async function writeNpy(file: string, array: NpyArray): Promise<void> {
  const { dtype, shape, data } = array;
  if (data.length !== count(shape))
    throw new RangeError(
      `${file}: shape [${shape.join(', ')}] needs ${count(shape)} elements, not ${data.length}`,
    );
  const { bytes, itemSize } = pack(array);
  await replaceFile(file, async (beside) => {
    const handle = await open(beside, 'wx');
    try {
      await handle.writeFile(formatHeader(dtype, itemSize, shape));
      for (let at = 0; at < bytes.length; at += AT_ONCE)
        await handle.writeFile(bytes.subarray(at, at + AT_ONCE));
    } finally {
      await handle.close();
    }
  });
}

async function readData(handle: FileHandle, file: string, header: NpyHeader, at: number): Promise<NpyArray> {
  const { dtype, itemSize, fortranOrder } = header;
  const size = count(header.shape) * itemSize;
  const available = (await handle.stat()).size - at;
  if (available < size)
    throw new Error(`${file} is cut off: its header promises ${size} bytes of data, ${available} are there`);
  // One buffer for the array itself: nothing is copied.
  const buffer = new ArrayBuffer(size);
  await fill(handle, new Uint8Array(buffer), at);
  const shape = header.shape;
  const rowMajor = <T extends Movable>(data: T): T => (fortranOrder ? fromFortran(data, shape) : data);
  switch (dtype) {
    case 'f4':
      return { dtype, shape, data: rowMajor(new Float32Array(buffer)) };
    case 'f8':
      return { dtype, shape, data: rowMajor(new Float64Array(buffer)) };
    case 'i4':
      return { dtype, shape, data: rowMajor(new Int32Array(buffer)) };
    case 'i8':
      return { dtype, shape, data: rowMajor(new BigInt64Array(buffer)) };
    case 'u1':
      return { dtype, shape, data: rowMajor(new Uint8Array(buffer)) };
    case 'S':
      return { dtype, shape, data: rowMajor(unpackStrings(file, dtype, buffer, itemSize)) };
    case 'U':
      return { dtype, shape, data: rowMajor(unpackStrings(file, dtype, buffer, itemSize)) };
  }
}

/** Reads until `into` is full or the file ends; returns how many bytes were read. */
async function fill(handle: FileHandle, into: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const wanted = Math.min(into.length - done, AT_ONCE);
    const { bytesRead } = await handle.read(into, done, wanted, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function pack(array: NpyArray): { bytes: Uint8Array; itemSize: number } {
  if (array.dtype === 'S' || array.dtype === 'U') return packStrings(array.dtype, array.data);
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = array.data;
  return { bytes: new Uint8Array(buffer, byteOffset, byteLength), itemSize: BYTES_PER_ELEMENT };
}

type Movable = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | string[];

/** Returns the elements of an array in Fortran order, row-major. */
function fromFortran<T extends Movable>(data: T, shape: readonly number[]): T {
  const moved = data.slice() as T;
  const strides = shape.map((_, axis) => count(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  for (let to = 0, from = 0; to < data.length; to++) {
    moved[to] = data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= index[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
  return moved;
}
