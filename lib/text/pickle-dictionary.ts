/**
 * Reads Python pickles of word dictionaries: a `dict` of strings and integers. A pickle is a
 * program for a stack machine (Python's `pickletools` lists its opcodes), and can call any
 * function. This reader knows only the opcodes that build such a dictionary and rejects all
 * others, so it never executes code from a file.
 */
import { isUtf8 } from 'node:buffer';

/** An item on the machine's stack. */
type Item = string | number | Map<string, number> | typeof MARK;

const MARK = Symbol('mark');

/**
 * Returns the dictionary in a pickle of any protocol from 0 to 5. Strings of Python 2, which are
 * bytes, are decoded as UTF-8, or as Latin-1 where they are not UTF-8.
 *
 * @param name the file's name in messages
 * @throws when the pickle contains anything else or is cut off; the message names the byte.
 */
export function readPickledDictionary(bytes: Uint8Array, name: string): Map<string, number> {
  const input = inputOf(bytes, name);
  const stack: Item[] = [];
  const memo = new Map<number, Item>();
  for (;;) {
    const operation = input.byte();
    if (operation === STOP) break;
    const run = OPERATIONS[operation];
    if (!run) throw input.refusal(`operation ${nameOf(operation)}`);
    run(input, stack, memo);
  }
  if (input.isRest()) throw input.refusal('bytes after its end');
  const [result, ...more] = stack;
  if (!(result instanceof Map) || more.length > 0) throw input.refusal('no single dictionary');
  return result;
}

const STOP = 0x2e; // '.'

/** The bytes of a pickle, read from start to end. */
interface Input {
  byte(): number;
  bytes(length: number): Buffer;
  /** Returns the rest of the line, without its line feed. */
  line(): string;
  /** Returns whether bytes are left. */
  isRest(): boolean;
  /** Returns the error for something at the current opcode that is not accepted. */
  refusal(what: string): Error;
}

function inputOf(bytes: Uint8Array, name: string): Input {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let started = 0;
  const take = (length: number) => {
    if (!(length >= 0 && at + length <= buffer.length)) throw new Error(`${name} is cut off at byte ${at}`);
    at += length;
    return buffer.subarray(at - length, at);
  };
  return {
    byte() {
      started = at;
      return take(1)[0]!;
    },
    bytes: take,
    line() {
      const end = buffer.indexOf(10, at);
      const text = take(end < 0 ? Number.NaN : end - at).toString('latin1');
      at++;
      return text;
    },
    isRest: () => at < buffer.length,
    refusal: (what) =>
      new Error(
        `${name} holds ${what} at byte ${started}: only a dictionary of strings and whole numbers is read`,
      ),
  };
}

type Operation = (input: Input, stack: Item[], memo: Map<number, Item>) => void;

const push =
  (read: (input: Input) => Item): Operation =>
  (input, stack) =>
    void stack.push(read(input));
const put =
  (key: (input: Input, memo: Map<number, Item>) => number): Operation =>
  (input, stack, memo) => {
    const top = stack.at(-1);
    if (top === undefined || top === MARK) throw input.refusal('a memo of nothing');
    memo.set(key(input, memo), top);
  };
const get =
  (key: (input: Input) => number): Operation =>
  (input, stack, memo) => {
    const item = memo.get(key(input));
    if (item === undefined) throw input.refusal('a reference to nothing');
    stack.push(item);
  };
const skip =
  (length: number): Operation =>
  (input) =>
    void input.bytes(length);
const uint32 = (input: Input) => input.bytes(4).readUInt32LE();
const decimal = (input: Input) => wholeNumber(input, input.line());

/** The operations by opcode, with their names in `pickletools`. */
const OPERATIONS: Readonly<Record<number, Operation>> = {
  128: skip(1), // PROTO
  149: skip(8), // FRAME
  40: push(() => MARK), // MARK
  125: push(() => new Map()), // EMPTY_DICT
  // DICT
  100: (input, stack) => void stack.push(setItems(input, new Map(), itemsSinceMark(input, stack))),
  115: (input, stack) => void setItems(input, stack.at(-3), stack.splice(-2)), // SETITEM
  117(input, stack) {
    const items = itemsSinceMark(input, stack);
    setItems(input, stack.at(-1), items);
  }, // SETITEMS
  112: put(decimal), // PUT
  113: put((input) => input.bytes(1)[0]!), // BINPUT
  114: put(uint32), // LONG_BINPUT
  148: put((_, memo) => memo.size), // MEMOIZE
  103: get(decimal), // GET
  104: get((input) => input.bytes(1)[0]!), // BINGET
  106: get(uint32), // LONG_BINGET
  86: push(rawUnicode), // UNICODE
  140: push((input) => input.bytes(input.bytes(1)[0]!).toString('utf8')), // SHORT_BINUNICODE
  88: push((input) => input.bytes(uint32(input)).toString('utf8')), // BINUNICODE
  // BINUNICODE8
  141: push((input) => input.bytes(Number(input.bytes(8).readBigUInt64LE())).toString('utf8')),
  83: push(quoted), // STRING
  85: push((input) => ofPython2(input.bytes(input.bytes(1)[0]!))), // SHORT_BINSTRING
  84: push((input) => ofPython2(input.bytes(input.bytes(4).readInt32LE()))), // BINSTRING
  73: push((input) => wholeNumber(input, input.line())), // INT
  76: push((input) => wholeNumber(input, input.line().replace(/L$/, ''))), // LONG
  75: push((input) => input.bytes(1)[0]!), // BININT1
  77: push((input) => input.bytes(2).readUInt16LE()), // BININT2
  74: push((input) => input.bytes(4).readInt32LE()), // BININT
  138: push(littleEndian), // LONG1
};

function itemsSinceMark(input: Input, stack: Item[]): Item[] {
  const mark = stack.lastIndexOf(MARK);
  if (mark < 0) throw input.refusal('an end without a beginning');
  return stack.splice(mark).slice(1);
}

/** Adds alternating words and ids to a dictionary, and returns it. */
function setItems(input: Input, dictionary: Item | undefined, items: readonly Item[]): Map<string, number> {
  if (!(dictionary instanceof Map) || items.length % 2 !== 0) throw input.refusal('items of no dictionary');
  for (let at = 0; at < items.length; at += 2) {
    const [word, id] = [items[at], items[at + 1]];
    if (typeof word !== 'string') throw input.refusal('a key that is no string');
    if (typeof id !== 'number') throw input.refusal(`a value that is no whole number, for "${word}",`);
    dictionary.set(word, id);
  }
  return dictionary;
}

/**
 * Returns an integer in decimal digits. Old protocols write False and True as `00` and `01`, which
 * are rejected.
 */
function wholeNumber(input: Input, digits: string): number {
  const value = /^(0|-?[1-9]\d*)$/.test(digits) ? Number(digits) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw input.refusal('a value that is no whole number of a usual size');
  return value;
}

function littleEndian(input: Input): number {
  const bytes = input.bytes(input.bytes(1)[0]!);
  if (bytes.length > 6) throw input.refusal('a value that is no whole number of a usual size');
  return bytes.length === 0 ? 0 : bytes.readIntLE(0, bytes.length);
}

/** Decodes Python's `raw-unicode-escape`: Latin-1 with `\uXXXX` and `\UXXXXXXXX`. */
function rawUnicode(input: Input): string {
  return input
    .line()
    .replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short?: string, long?: string) => {
      const point = Number.parseInt(short ?? long!, 16);
      if (point > 0x10ffff) throw input.refusal('a character that there is not');
      return String.fromCodePoint(point);
    });
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** Returns a string that is written as by Python 2's `repr`. */
function quoted(input: Input): string {
  const [, , body] = /^(['"])(.*)\1$/.exec(input.line()) ?? [];
  if (body === undefined) throw input.refusal('a string without quotes');
  const bytes = body.replace(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hex, character) => {
    if (hex) return String.fromCharCode(Number.parseInt(hex, 16));
    const known = ESCAPES[character];
    if (known === undefined) throw input.refusal(`an unknown escape, \\${character},`);
    return known;
  });
  return ofPython2(Buffer.from(bytes, 'latin1'));
}

function ofPython2(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
}

function nameOf(operation: number): string {
  const hex = `0x${operation.toString(16).padStart(2, '0')}`;
  const known = { 99: 'GLOBAL', 147: 'STACK_GLOBAL', 82: 'REDUCE', 98: 'BUILD', 105: 'INST', 111: 'OBJ' };
  const name = known[operation as keyof typeof known];
  return name ? `${name} (${hex}), which would call a function,` : hex;
}
