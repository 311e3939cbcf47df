/** Numbers and strings that a `.npy` file may hold here; NumPy calls them <f4, <f8, <i4, <i8, |u1, |S and <U. */
export type NpyType = 'f4' | 'f8' | 'i4' | 'i8' | 'u1' | 'S' | 'U';

/** The header of a file in NumPy's `.npy` format. */
export interface NpyHeader {
  dtype: NpyType;
  /** Bytes of one element. */
  itemSize: number;
  shape: number[];
  /** The first index runs fastest, as in Fortran, and not the last one. */
  fortranOrder: boolean;
}

const MAGIC = '\x93NUMPY';
/** Data start at a multiple of it, so that they can be mapped into memory. */
const ALIGNMENT = 64;

/** Returns where a header's text starts and ends, from the first 12 bytes of the file. @throws when they are no `.npy`'s. */
export function headerSpan(file: string, start: Buffer): { from: number; to: number } {
  if (start.length < 12 || start.toString('latin1', 0, 6) !== MAGIC)
    throw new Error(`${file} is not a .npy file: it does not start with NumPy's mark`);
  const version = start[6]!;
  if (version < 1 || version > 3)
    throw new Error(`${file} has version ${version} of the .npy format: expected 1, 2 or 3`);
  const from = version === 1 ? 10 : 12;
  return { from, to: from + (version === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8)) };
}

/** Returns what a header's text, a literal of a Python dict, says. @throws when it names what cannot be read here. */
export function parseHeader(file: string, text: string): NpyHeader {
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d,\sL]*)\)/.exec(text)?.[1];
  if (descr === undefined && text.includes("'descr':"))
    throw new Error(`${file} holds records of several fields: save each field as an array of its own`);
  if (descr === undefined || order === undefined || shape === undefined)
    throw new Error(`${file} has a broken .npy header: ${text.trim().slice(0, 200)}`);
  return {
    ...parseType(file, descr),
    shape: shape
      .split(',')
      .filter((size) => size.trim())
      .map((size) => Number.parseInt(size, 10)),
    fortranOrder: order === 'True',
  };
}

function parseType(file: string, descr: string): { dtype: NpyType; itemSize: number } {
  const [, endian, kind, digits] = /^([<>|=])([a-zA-Z])(\d*)$/.exec(descr) ?? [];
  if (kind === 'O')
    throw new Error(
      `${file} holds Python objects, which are not read here: convert with .astype('U') or 'f4'`,
    );
  if (endian === '>')
    throw new Error(`${file} is big endian (${descr}): convert with .astype('<${descr.slice(1)}')`);
  const size = Number(digits);
  if (kind === 'S') return { dtype: 'S', itemSize: size };
  if (kind === 'U') return { dtype: 'U', itemSize: 4 * size };
  const dtype = `${kind}${digits}`;
  if (dtype === 'f4' || dtype === 'f8' || dtype === 'i4' || dtype === 'i8' || dtype === 'u1')
    return { dtype, itemSize: size };
  throw new Error(`${file} has elements of type ${descr}: expected f4, f8, i4, i8, u1, S or U`);
}

/** Returns the bytes before the data of an array in C order, in version 1 of the format, or 2 where it must be. */
export function formatHeader(dtype: NpyType, itemSize: number, shape: readonly number[]): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${description(dtype, itemSize)}', 'fortran_order': False, 'shape': (${sizes}), }`;
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

function description(dtype: NpyType, itemSize: number): string {
  if (dtype === 'S') return `|S${itemSize}`;
  if (dtype === 'U') return `<U${itemSize / 4}`;
  return dtype === 'u1' ? '|u1' : `<${dtype}`;
}
