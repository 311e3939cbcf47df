/** Ways to damage a file: the edits that a disk, a network or an attacker makes. */
import fc from 'fast-check';

/** A change of bytes. Positions are shares of the file's length, so that they fit every file. */
export type Edit =
  | { kind: 'flip'; at: number; bit: number }
  | { kind: 'cut'; at: number; length: number }
  | { kind: 'end'; at: number }
  | { kind: 'insert'; at: number; bytes: Uint8Array }
  | { kind: 'duplicate'; at: number; length: number }
  | { kind: 'number'; at: number; value: number; width: 1 | 2 | 4 }
  | { kind: 'float'; at: number; value: number }
  | { kind: 'weight'; at: number; value: number }
  | { kind: 'text'; at: number; text: string }
  | { kind: 'json'; at: number; value: JsonEdit };

/** What becomes of a value in JSON. */
type JsonEdit = { remove: true } | { repeat: true } | { literal: string };

/** Headers lie about sizes with such numbers. */
const NUMBERS = [0, 1, 2, 127, 128, 255, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** Weights that no training gives, in float32. */
const FLOATS = [NaN, Infinity, -Infinity, 3e38];

const LITERALS = [
  ...['null', 'true', '-1', '0', '0.5', '1e999', '-1e999', '4294967298', '2147483648', '9007199254740993'],
  ...['""', '"a"', '"__proto__"', '"constructor"', '"../../../etc/hostname"', '"\\u0000\\u001b[31m"'],
  ...['[]', '[[]]', '[null]', '{}', '{"__proto__":{"a":1}}', 'NaN'],
];

const TEXTS = [
  'nan',
  '1e999',
  '-inf',
  '0',
  ',',
  '"',
  '\t',
  '\n',
  '\r',
  '\0',
  '<br />',
  '\ufeff',
  "'",
  '{',
  ']',
];

/** Uniform: fast-check prefers the ends of a range. */
const share = fc.noBias(fc.integer({ min: 0, max: 2 ** 30 - 1 })).map((n) => n / 2 ** 30);
const length = fc.integer({ min: 1, max: 64 });

const byteEdit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('flip'), at: share, bit: fc.integer({ min: 0, max: 7 }) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut'), at: share, length }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end'), at: share }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('insert'),
      at: share,
      bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('duplicate'), at: share, length }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('number'),
      at: share,
      value: fc.constantFrom(...NUMBERS),
      width: fc.constantFrom(1, 2, 4),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('float'), at: share, value: fc.constantFrom(...FLOATS) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('text'), at: share, text: fc.constantFrom(...TEXTS) }),
  },
) as fc.Arbitrary<Edit>;

/** `at` is a share of the weights, as these are a small part of a file. */
const weightEdit = fc.record({
  kind: fc.constant('weight' as const),
  at: share,
  value: fc.constantFrom(...FLOATS),
});

const jsonEdit = fc.record({
  kind: fc.constant('json' as const),
  at: share,
  value: fc.oneof(
    { weight: 1, arbitrary: fc.constant({ remove: true } as const) },
    { weight: 1, arbitrary: fc.constant({ repeat: true } as const) },
    { weight: 4, arbitrary: fc.record({ literal: fc.constantFrom(...LITERALS) }) },
  ),
});

/** The edits of one input: which file, and its changes in order. */
export interface Damage {
  file: string;
  edits: Edit[];
}

/** Returns damage of one of these files. JSON files also get other values, and those of Keras other weights. */
export function damageOf(files: readonly string[]): fc.Arbitrary<Damage> {
  return fc.constantFrom(...files).chain((file) =>
    fc.record({
      file: fc.constant(file),
      edits: fc.array(editOf(file), { minLength: 1, maxLength: 3 }),
    }),
  );
}

function editOf(file: string): fc.Arbitrary<Edit> {
  if (/[.](json|ipynb)$/.test(file))
    return fc.oneof(
      { weight: 3, arbitrary: jsonEdit as fc.Arbitrary<Edit> },
      { weight: 2, arbitrary: byteEdit },
    );
  if (/[.](h5|keras)$/.test(file))
    return fc.oneof({ weight: 1, arbitrary: weightEdit }, { weight: 7, arbitrary: byteEdit });
  return byteEdit;
}

/** Returns the file after all edits. */
export function damaged(original: Buffer, edits: readonly Edit[]): Buffer {
  return edits.reduce<Buffer>(changed, original);
}

function changed(bytes: Buffer, edit: Edit): Buffer {
  const at = Math.floor(edit.at * bytes.length);
  const around = (middle: Uint8Array, end = at) =>
    Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(end)]);
  switch (edit.kind) {
    case 'flip': {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[at] = copy[at]! ^ (1 << edit.bit);
      return copy;
    }
    case 'cut':
      return around(new Uint8Array(), at + edit.length);
    case 'end':
      return bytes.subarray(0, at);
    case 'insert':
      return around(edit.bytes);
    case 'duplicate':
      return around(bytes.subarray(at, at + edit.length));
    case 'number': {
      if (at + edit.width > bytes.length) return bytes;
      const copy = Buffer.from(bytes);
      copy.writeUIntLE(edit.value % 2 ** (8 * edit.width), at, edit.width);
      return copy;
    }
    case 'float': {
      const copy = Buffer.from(bytes);
      const aligned = at - (at % 4); // as arrays of numbers mostly are
      if (aligned + 4 <= copy.length) copy.writeFloatLE(edit.value, aligned);
      return copy;
    }
    case 'weight': {
      const places = weightsIn(bytes);
      const copy = Buffer.from(bytes);
      if (places.length > 0) copy.writeFloatLE(edit.value, places[Math.floor(edit.at * places.length)]!);
      return copy;
    }
    case 'text':
      return around(Buffer.from(edit.text), at + 1);
    case 'json':
      return otherJson(bytes, edit.at, edit.value);
  }
}

/** Returns the offsets of what must be weights: numbers of usual size in float32, at least four in a row. */
function weightsIn(bytes: Buffer): number[] {
  const isWeight = (at: number) => {
    if (at < 0 || at + 4 > bytes.length) return false;
    const value = Math.abs(bytes.readFloatLE(at));
    return value > 1e-4 && value < 10;
  };
  const places = Array.from({ length: Math.floor(bytes.length / 4) }, (_, n) => 4 * n).filter(isWeight);
  const found = new Set(places);
  const rows = [0, 1, 2, 3].map((before) => [0, 1, 2, 3].map((n) => 4 * (n - before)));
  return places.filter((at) => rows.some((row) => row.every((offset) => found.has(at + offset))));
}

/** Changes one value of a JSON file, which is chosen by its share of all values. */
function otherJson(bytes: Buffer, share: number, edit: JsonEdit): Buffer {
  let root: { all: unknown };
  try {
    root = { all: JSON.parse(bytes.toString('utf8')) };
  } catch {
    return bytes; // an earlier edit broke it
  }
  const places: [holder: Record<string, unknown>, key: string][] = [];
  const walk = (holder: Record<string, unknown>) => {
    for (const key of Object.keys(holder)) {
      places.push([holder, key]);
      const value = holder[key];
      if (typeof value === 'object' && value !== null) walk(value as Record<string, unknown>);
    }
  };
  walk(root);
  const [holder, key] = places[Math.floor(share * places.length)]!;
  const marker = 'a value of the fuzzer';
  if ('literal' in edit) holder[key] = marker;
  else if ('repeat' in edit) {
    if (Array.isArray(holder)) holder.splice(Number(key), 0, holder[Number(key)]);
    else holder[`${key}2`] = holder[key];
  } else if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
  const text = JSON.stringify(root.all) ?? '';
  return Buffer.from('literal' in edit ? text.replace(JSON.stringify(marker), () => edit.literal) : text);
}
