/**
 * The file of a classifier: 8-bit weights, the vocabulary and all settings. Numbers are
 * little-endian.
 *
 * | bytes | content |
 * | --- | --- |
 * | 0 to 7 | `LSTMSENT` |
 * | 8 to 11 | the version of the format, 1 |
 * | 12 to 15 | the length of the header, a multiple of 4 |
 * | 16 to 19 | the length of the data, a multiple of 4 |
 * | 20 to 23 | the checksum of all that follows |
 * | from 24 | the header, JSON in UTF-8, padded with spaces; then the data |
 *
 * The header has the settings (`ModelSettings`) and says where in the data the vocabulary and each
 * weight are. An 8-bit weight is a matrix of signed bytes, row-major, after a 32-bit scale for each
 * row or for each column: a value is its byte times its scale.
 */

import { type ByteMatrix, checkModel, type Model, type ModelSettings } from './model';

export type { BranchSettings, ByteMatrix, Model, ModelSettings, Pooling } from './model';

type WeightEntry =
  | { at: number; rows: number; columns: number; scaleOf: 'row' | 'column' }
  | { at: number; length: number };

interface Header extends ModelSettings {
  vocabulary: { at: number; bytes: number };
  weights: Record<string, WeightEntry>;
}

const MAGIC = 'LSTMSENT';
const VERSION = 1;
const START = 24;

/**
 * Returns a matrix as bytes. The largest value of each row or column becomes 127.
 *
 * @param values `[rows, columns]`, row-major
 */
function toBytes(values: Float32Array, columns: number, scaleOf: 'row' | 'column'): ByteMatrix {
  const rows = values.length / columns;
  const isRow = scaleOf === 'row';
  const scales = new Float32Array(isRow ? rows : columns);
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at++) {
      const group = isRow ? row : column;
      const size = Math.abs(values[at]!);
      if (size > scales[group]!) scales[group] = size;
    }
  for (let n = 0; n < scales.length; n++) scales[n] = scales[n]! / 127 || 1;
  const bytes = new Int8Array(values.length);
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at++)
      bytes[at] = Math.round(values[at]! / scales[isRow ? row : column]!);
  return { rows, columns, values: bytes, scales, scaleOf };
}

/**
 * Returns a model whose word vectors and LSTM weights are bytes: a scale for each word and for each
 * column of gates.
 */
export function quantized({ settings, words, weights }: Model): Model {
  const small = { ...weights };
  const convert = (name: string, columns: number, scaleOf: 'row' | 'column') => {
    const weight = small[name];
    if (weight instanceof Float32Array) small[name] = toBytes(weight, columns, scaleOf);
  };
  for (const { embedding, lstm } of settings.branches) {
    const columns = toFloats(weights[`${lstm}/bias`]!).length;
    const dimensions = toFloats(weights[`${lstm}/kernel`]!).length / columns;
    convert(embedding, dimensions, 'row');
    convert(`${lstm}/kernel`, columns, 'column');
    convert(`${lstm}/recurrent_kernel`, columns, 'column');
  }
  return { settings, words, weights: small };
}

/** Returns the values of a weight, row-major. */
export function toFloats(weight: ByteMatrix | Float32Array): Float32Array {
  if (weight instanceof Float32Array) return weight;
  const { rows, columns, values, scales, scaleOf } = weight;
  const floats = new Float32Array(values.length);
  for (let row = 0, at = 0; row < rows; row++)
    for (let column = 0; column < columns; column++, at++)
      floats[at] = values[at]! * scales[scaleOf === 'row' ? row : column]!;
  return floats;
}

/** Returns the bytes of a model's file. */
export function writeModel({ settings, words, weights }: Model): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: ArrayBufferView): number => {
    const at = length;
    parts.push(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
    length = 4 * Math.ceil((length + part.byteLength) / 4);
    return at;
  };
  const vocabulary = new TextEncoder().encode(words.join('\n'));
  const header: Header = {
    ...settings,
    vocabulary: { at: add(vocabulary), bytes: vocabulary.length },
    weights: {},
  };
  for (const [name, weight] of Object.entries(weights)) {
    if (weight instanceof Float32Array) {
      header.weights[name] = { at: add(weight), length: weight.length };
    } else {
      const { rows, columns, scaleOf } = weight;
      header.weights[name] = { at: add(weight.scales), rows, columns, scaleOf };
      add(weight.values);
    }
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = 4 * Math.ceil(json.length / 4);
  const file = new Uint8Array(START + headerLength + length);
  file.set(new TextEncoder().encode(MAGIC));
  file.fill(0x20, START, START + headerLength);
  file.set(json, START);
  let at = START + headerLength;
  for (const part of parts) {
    file.set(part, at);
    at = START + headerLength + 4 * Math.ceil((at - START - headerLength + part.length) / 4);
  }
  const view = new DataView(file.buffer);
  for (const [n, value] of [VERSION, headerLength, length, checksum(file.subarray(START))].entries())
    view.setUint32(8 + 4 * n, value, true);
  return file;
}

/**
 * Returns the model in a file. Its weights lie in `bytes`, which must not change from now on.
 *
 * @param file where the bytes come from, for messages
 * @throws when the bytes are no model's, are damaged or incomplete, or have another version
 */
export function readModel(bytes: Uint8Array, file: string): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < START || text(bytes.subarray(0, 8)) !== MAGIC)
    throw new Error(
      `${file} is no model of lstm-sentiment: it does not start with ${MAGIC}${
        /^https?:/i.test(file) ? '. The URL of a folder ends with a slash' : ''
      }`,
    );
  const [version, headerLength, dataLength, sum] = [8, 12, 16, 20].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  if (version !== VERSION)
    throw new Error(`${file} has version ${version} of the format, and this library reads ${VERSION}`);
  const length = START + headerLength + dataLength;
  if (headerLength % 4 !== 0 || dataLength % 4 !== 0) throw new Error(`${file} is damaged: copy it again`);
  if (bytes.length !== length)
    throw new Error(`${file} has ${bytes.length} bytes instead of ${length}: copy it again`);
  if (checksum(bytes.subarray(START)) !== sum) throw new Error(`${file} is damaged: copy it again`);
  const { vocabulary, weights, ...settings } = headerIn(
    text(bytes.subarray(START, START + headerLength)),
    dataLength,
    file,
  );
  const unaligned = bytes.subarray(START + headerLength);
  const data = unaligned.byteOffset % 4 === 0 ? unaligned : new Uint8Array(unaligned);
  const entries = Object.entries(weights).map(([name, entry]) => [name, readWeight(data, entry)]);
  const model = {
    settings,
    words: text(data.subarray(vocabulary.at, vocabulary.at + vocabulary.bytes)).split('\n'),
    weights: Object.fromEntries(entries),
  };
  return checkModel(model, file);
}

/** Returns the header. @throws if it is no JSON, or names what is outside of the data */
function headerIn(json: string, length: number, file: string): Header {
  const damaged = (what: string) => new Error(`${file} is damaged (${what}): copy it again`);
  let header: Header;
  try {
    header = JSON.parse(json);
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const { vocabulary, weights } = header ?? {};
  const isInside = (at: number, bytes: number) =>
    Number.isInteger(at) && at >= 0 && Number.isInteger(bytes) && bytes >= 0 && at + bytes <= length;
  if (!isInside(vocabulary?.at, vocabulary?.bytes)) throw damaged('the vocabulary');
  if (typeof weights !== 'object' || weights === null) throw damaged('the weights');
  for (const [name, entry] of Object.entries(weights))
    if (!entry || entry.at % 4 !== 0 || !isInside(entry.at, bytesOf(entry)))
      throw damaged(`the weight ${name}`);
  return header;
}

function bytesOf(entry: WeightEntry): number {
  if ('length' in entry) return 4 * entry.length;
  const { rows, columns, scaleOf } = entry;
  if (!(rows >= 0 && columns >= 0) || !['row', 'column'].includes(scaleOf)) return Number.NaN;
  return rows * columns + 4 * (scaleOf === 'row' ? rows : columns);
}

function readWeight({ buffer, byteOffset }: Uint8Array, entry: WeightEntry): ByteMatrix | Float32Array {
  const at = byteOffset + entry.at;
  if ('length' in entry) return new Float32Array(buffer, at, entry.length);
  const { rows, columns, scaleOf } = entry;
  const scales = new Float32Array(buffer, at, scaleOf === 'row' ? rows : columns);
  const values = new Int8Array(buffer, at + scales.byteLength, rows * columns);
  return { rows, columns, values, scales, scaleOf };
}

/** Returns a checksum of bytes, whose length is a multiple of 4. It finds damage, not forgery. */
function checksum(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (Math.imul(sum, 31) + view.getUint32(at, true)) >>> 0;
  return sum;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
