/** Turns the bytes of a text file into text, in an encoding that is given or found. */
import { byteDecoder, isDosEncoding } from './byte-decoder';
import { joined } from './byte-source';
import { legacyEncoding } from './legacy-encoding';
import { plausibility } from './plausible-text';
import { characterLength, notUtf8, unfinished } from './utf8';

/** Decodes the bytes of one file, part by part. */
export interface Decoder {
  /** Returns the text of the next bytes. Incomplete characters wait for the next call. */
  write(bytes: Uint8Array): string;
  /** Returns the text that is left. @throws when the file ends within a character */
  end(): string;
  /** The encoding as found so far: `UTF-8`, `UTF-16LE`, `windows-1252`. */
  readonly encoding: string;
  /**
   * Bytes of a UTF-8 file that are not UTF-8, and were read as windows-1252: their number, and the
   * offset of the first. Undefined if there are none.
   */
  readonly strays?: { count: number; first: number };
  /** The number of characters that the encoding that was found does not have. */
  readonly unknown?: number;
}

/** The names of encodings in Python and Excel that `TextDecoder` does not know. */
const ALIASES: Readonly<Record<string, string>> = {
  'latin-1': 'windows-1252',
  'utf-8-sig': 'utf-8',
  'utf-16-le': 'utf-16le',
  'utf-16-be': 'utf-16be',
  'mac-roman': 'macintosh',
  macroman: 'macintosh',
  cp866: 'ibm866',
  'mac-cyrillic': 'x-mac-cyrillic',
  ansi: 'windows-1252',
};

/**
 * Returns a decoder for one file.
 *
 * A given encoding is strict: a byte that does not belong to it throws. Without one, a byte order
 * mark decides, then the pattern of UTF-16. Otherwise the file is UTF-8 as long as its bytes are.
 * The first other bytes show what it is: an older encoding (windows-1252, windows-1251, Shift_JIS,
 * ...), or UTF-8 with some bytes of windows-1252 in it, which are counted. Characters that the
 * encoding that was found does not have are counted, too.
 *
 * @param name the file's name, for messages
 * @param encoding its encoding, as `TextDecoder` or Python spells it. Default: it is found
 * @throws for an unknown encoding
 */
export function decoder(name: string, encoding?: string): Decoder {
  return encoding === undefined ? findingDecoder(name) : strictDecoder(name, encodingName(encoding));
}

/** Returns the name of an encoding for `TextDecoder`. @throws when it does not know it */
export function encodingName(encoding: string): string {
  const plain = encoding.trim().toLowerCase().replaceAll('_', '-').replaceAll(' ', '-');
  const dos = plain.replace(/^(ibm|dos|oem)-?/, 'cp');
  if (isDosEncoding(dos)) return dos;
  const label = ALIASES[plain] ?? plain.replace(/^cp-?(\d+)$/, 'windows-$1');
  try {
    return new TextDecoder(label).encoding;
  } catch {
    throw new Error(
      `the encoding "${encoding}" is unknown: give utf-8, utf-16, windows-1252 (Western European), windows-1251 (Cyrillic), shift_jis, gb18030 or another name of the web's encodings`,
    );
  }
}

/**
 * Decodes one encoding. A byte that does not belong to it throws.
 *
 * @param advice what to do then, for the message
 */
function strictDecoder(
  name: string,
  encoding: string,
  advice = 'give another encoding, or none, so that it is found',
): Decoder {
  const text = byteDecoder(encoding, true);
  const shown = shownName(encoding);
  let offset = 0;
  let rest: Uint8Array = new Uint8Array();
  const decode = (bytes: Uint8Array, isLast: boolean) => {
    try {
      return text.decode(bytes, { stream: !isLast });
    } catch (error) {
      const what =
        encoding === 'utf-8'
          ? notUtf8(name, joined([rest, bytes]), offset - rest.length)
          : `${name} is not ${shown}, or not all of it`;
      throw new Error(`${what}; ${advice}`, { cause: error });
    }
  };
  return {
    encoding: shown,
    write(bytes) {
      // Nearly all bytes are some UTF-16: Chinese characters.
      if (offset === 0 && encoding.startsWith('utf-16') && isUtf8(bytes.subarray(0, SAMPLE)))
        throw new Error(`${name} is not ${shown}: its bytes are UTF-8; ${advice}`);
      const decoded = decode(bytes, false);
      offset += bytes.length;
      const tail = joined([rest, bytes.subarray(Math.max(0, bytes.length - 3))]);
      rest = tail.slice(tail.length - unfinished(tail));
      return decoded;
    },
    end: () => decode(new Uint8Array(), true),
  };
}

/** Decodes an encoding that was found. It counts the characters that the encoding does not have. */
function lenientDecoder(encoding: string): Decoder {
  const text = byteDecoder(encoding);
  let unknown = 0;
  const decode = (bytes: Uint8Array, isLast: boolean) => {
    const found = text.decode(bytes, { stream: !isLast });
    for (let at = found.indexOf('\ufffd'); at >= 0; at = found.indexOf('\ufffd', at + 1)) unknown++;
    return found;
  };
  return {
    encoding: shownName(encoding),
    get unknown() {
      return unknown || undefined;
    },
    write: (bytes) => decode(bytes, false),
    end: () => decode(new Uint8Array(), true),
  };
}

/** Waits for the first four bytes. They show a byte order mark, or the pattern of UTF-16. */
function findingDecoder(name: string): Decoder {
  let first: Uint8Array | undefined = new Uint8Array();
  let found: Decoder | undefined;
  const begin = (bytes: Uint8Array): string => {
    first = undefined;
    const marked = markedEncoding(name, bytes);
    found =
      marked && marked !== 'utf-8'
        ? strictDecoder(name, marked, 'it is cut off or damaged: copy it again, or give its encoding')
        : utf8Decoder(name, marked !== undefined);
    return found.write(bytes);
  };
  return {
    get encoding() {
      return found?.encoding ?? 'UTF-8';
    },
    get strays() {
      return found?.strays;
    },
    get unknown() {
      return found?.unknown;
    },
    write(bytes) {
      if (!first) return found!.write(bytes);
      first = joined([first, bytes]);
      return first.length < 4 ? '' : begin(first);
    },
    end() {
      const text = first ? begin(first) : '';
      return text + found!.end();
    },
  };
}

/** Returns the encoding that the first bytes of a file show; undefined if they show none. */
function markedEncoding(name: string, bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if ((a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff))
    throw new Error(`${name} is UTF-32, which no browser reads: save it as UTF-8`);
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return utf16Pattern(bytes.subarray(0, SAMPLE));
}

const SAMPLE = 4096; // bytes
/** Fewer bytes could be UTF-8 by chance. */
const FEWEST_BYTES = 16;
/**
 * The share of characters that are ASCII in a text of another script: spaces, commas, line ends.
 */
const FEWEST_ASCII = 0.03;

/**
 * Returns the byte order of UTF-16 without a mark: one byte of each ASCII character is 0, and it is
 * always the same one.
 */
function utf16Pattern(bytes: Uint8Array): string | undefined {
  const zeros = [0, 0];
  for (const [at, byte] of bytes.entries()) if (byte === 0) zeros[at % 2]!++;
  const [even = 0, odd = 0] = zeros;
  const few = (FEWEST_ASCII * bytes.length) / 2;
  const order = odd > few && even < odd / 10 ? 'utf-16le' : even > few && odd < even / 10 ? 'utf-16be' : '';
  return order && isText(bytes, order) ? order : undefined;
}

/**
 * Returns whether bytes, the first ones of a file, are UTF-8 and not UTF-16, whose line ends have
 * a 0.
 */
function isUtf8(bytes: Uint8Array): boolean {
  if (bytes.length < FEWEST_BYTES || bytes.includes(0)) return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Returns whether bytes are text of an encoding, without control characters. */
function isText(bytes: Uint8Array, encoding: string): boolean {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return !/[\p{Cc}\p{Co}]/u.test(text.replace(/\s/g, ''));
  } catch {
    return false;
  }
}

/**
 * Decodes UTF-8 until a byte is none. If there were no characters of several bytes before, that
 * byte shows the file's older encoding. Otherwise it is a stray.
 *
 * @param marked whether the file begins with the byte order mark of UTF-8
 */
function utf8Decoder(name: string, marked: boolean): Decoder {
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let older: Decoder | undefined;
  let rest: Uint8Array = new Uint8Array();
  let offset = 0; // of `rest` in the file
  let isUtf8 = marked;
  let strays: Decoder['strays'];

  function decode(bytes: Uint8Array): string {
    try {
      const text = utf8.decode(bytes);
      isUtf8 ||= text.length < bytes.length;
      return text;
    } catch {
      const mixed = decodeMixed(bytes);
      const encoding = isUtf8 || strays ? undefined : legacyEncoding(bytes);
      if (encoding && (mixed.characters === 0 || isBetter(bytes, encoding, mixed.text))) {
        older = lenientDecoder(encoding);
        return older.write(bytes);
      }
      isUtf8 ||= mixed.characters > 0;
      strays = { count: (strays?.count ?? 0) + mixed.strays, first: strays?.first ?? offset + mixed.first };
      return mixed.text;
    }
  }

  return {
    get encoding() {
      return older?.encoding ?? 'UTF-8';
    },
    get strays() {
      return strays;
    },
    get unknown() {
      return older?.unknown;
    },
    write(bytes) {
      if (older) return older.write(bytes);
      const all = joined([rest, offset === 0 && marked ? bytes.subarray(3) : bytes]);
      if (offset === 0 && marked) offset = 3;
      const end = all.length - unfinished(all);
      const text = decode(all.subarray(0, end));
      offset += end;
      rest = all.slice(end);
      if (!older) return text;
      return text + (older as Decoder).write(rest);
    },
    end() {
      if (older) return older.end();
      if (rest.length === 0) return '';
      if (isUtf8)
        throw new Error(
          `${name} ends within a character: it is cut off; copy it again, or give its encoding`,
        );
      older = lenientDecoder(legacyEncoding(rest));
      return older.write(rest) + older.end();
    },
  };
}

/** Returns whether bytes look more like words in an older encoding than in a mixture of two. */
function isBetter(bytes: Uint8Array, encoding: string, mixed: string): boolean {
  return plausibility(byteDecoder(encoding).decode(bytes)) > plausibility(mixed);
}

/** Decodes UTF-8 and, byte by byte, what is none as windows-1252. */
function decodeMixed(bytes: Uint8Array): { text: string; characters: number; strays: number; first: number } {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  const western = byteDecoder('windows-1252');
  let [text, characters, strays, first, from, at] = ['', 0, 0, -1, 0, 0];
  while (at < bytes.length) {
    const length = characterLength(bytes, at);
    if (length > 1) characters++;
    at += length;
    if (length > 0) continue;
    const stray = western.decode(bytes.subarray(at, at + 1));
    text += utf8.decode(bytes.subarray(from, at)) + stray;
    if (strays++ === 0) first = at;
    from = ++at;
  }
  return { text: text + utf8.decode(bytes.subarray(from)), characters, strays, first };
}

/** Returns an encoding's name as people write it. */
function shownName(encoding: string): string {
  return /^(utf|iso|koi|euc|gb)/.test(encoding) ? encoding.toUpperCase() : encoding;
}
