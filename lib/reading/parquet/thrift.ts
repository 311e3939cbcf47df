/** The fields of a struct by their numbers: integers, truth values and structs. Others are left out. */
export type ThriftStruct = Map<number, number | boolean | ThriftStruct>;

const [STOP, TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, STRUCT] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12,
];
/** Parquet's own structs are seven levels deep. */
const MOST_LEVELS = 32;

/**
 * Reads a struct of Thrift's compact protocol, which Parquet's metadata and page headers are. It
 * checks all that hyparquet believes when it reads the same bytes: an integer that never ends takes
 * hyparquet hours, and a list takes the memory of the size that it says.
 *
 * @param bytes may go on behind the struct
 * @returns the fields, and where the struct ends
 * @throws if it does not end in `bytes`, or breaks a rule of the protocol
 */
export function readThrift(bytes: Uint8Array, start: number): { fields: ThriftStruct; end: number } {
  let at = start;

  const byte = (): number => {
    if (at >= bytes.length) throw new Error('its metadata is cut off');
    return bytes[at++]!;
  };
  const integer = (most: number): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128) break;
      if (shift > 63) throw new Error('an integer of its metadata does not end');
    }
    if (value > most) throw new Error(`its metadata has an integer out of range: ${value}`);
    return value;
  };
  const signed = (most: number): number => {
    const value = integer(most);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
  const skip = (length: number) => {
    if (length > bytes.length - at) throw new Error('its metadata is cut off');
    at += length;
  };
  const element = (type: number, levels: number): number | boolean | ThriftStruct | undefined => {
    switch (type) {
      case TRUE:
      case FALSE:
        return type === TRUE;
      case BYTE:
        return byte();
      case I16:
      case I32:
        return signed(2 ** 32 - 1);
      case I64:
        return signed(2 ** 64);
      case DOUBLE:
        return void skip(8);
      case BINARY:
        return void skip(integer(2 ** 32 - 1));
      case LIST:
        return void list(levels + 1);
      case STRUCT:
        return struct(levels + 1);
      default:
        throw new Error(`its metadata has a value of the unknown type ${type}`);
    }
  };
  const list = (levels: number) => {
    const head = byte();
    const type = head & 15;
    const size = head >> 4 === 15 ? integer(2 ** 32 - 1) : head >> 4;
    if (size > bytes.length - at) throw new Error(`its metadata has a list of ${size} elements`);
    for (let i = 0; i < size; i++) element(type === TRUE || type === FALSE ? BYTE : type, levels);
  };
  const struct = (levels: number): ThriftStruct => {
    if (levels > MOST_LEVELS) throw new Error('its metadata is nested too deep');
    const fields: ThriftStruct = new Map();
    for (let id = 0; ; ) {
      const head = byte();
      if ((head & 15) === STOP) return fields;
      id = head >> 4 ? id + (head >> 4) : signed(2 ** 32 - 1);
      const value = element(head & 15, levels);
      if (value === undefined) fields.delete(id);
      else fields.set(id, value);
    }
  };

  const fields = struct(1);
  return { fields, end: at };
}
