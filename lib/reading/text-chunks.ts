import type { Peeked } from './byte-source';
import { type Decoder, decoder } from './decode';

/** A file's bytes as text. */
export interface DecodedText {
  /** The text of the first bytes. */
  beginning: string;
  /** The encoding as found so far. */
  readonly encoding: string;
  /** Yields the text. @throws when the bytes are not of the encoding */
  chunks(onRead?: (done: number) => void): AsyncIterable<string>;
  /** Returns what is odd about the bytes so far, for people. */
  oddity(): string | undefined;
}

/**
 * Returns the text of a source.
 *
 * @param encoding Default: it is found.
 */
export function decodedText(name: string, peeked: Peeked, encoding: string | undefined): DecodedText {
  let current: Decoder = decoder(name, encoding);
  const beginning = current.write(peeked.head) + (peeked.isWhole ? current.end() : '');
  const { encoding: first } = current;
  return {
    beginning,
    get encoding() {
      return current.encoding;
    },
    async *chunks(onRead) {
      const own = decoder(name, encoding);
      current = own;
      for await (const bytes of peeked.chunks(onRead)) {
        const text = own.write(bytes);
        if (text !== '') yield text;
      }
      yield own.end();
    },
    oddity() {
      const { strays, unknown, encoding: found } = current;
      const notes = [
        found !== first && `${name}: read as ${found}, as bytes after the beginning show`,
        strays &&
          `${name}: ${counted(strays.count, 'byte is', 'bytes are')} not UTF-8 and read as windows-1252, the first at offset ${strays.first.toLocaleString('en-US')}`,
        unknown &&
          `${name}: ${counted(unknown, 'character is', 'characters are')} not in ${found}, and replaced by \ufffd; --encoding sets another encoding`,
      ];
      return notes.filter(Boolean).join('\n') || undefined;
    },
  };
}

/**
 * Returns the text of a whole file in the encoding that is found, without a byte order mark.
 *
 * @param name the file's name, for the error
 * @throws when some bytes are not of that encoding
 */
export function wholeText(name: string, bytes: Uint8Array): { text: string; encoding: string } {
  const found = decoder(name);
  const text = found.write(bytes) + found.end();
  const { encoding, strays, unknown } = found;
  const wrong = strays
    ? `${counted(strays.count, 'byte is', 'bytes are')} not UTF-8, the first at offset ${strays.first}`
    : unknown &&
      `${counted(unknown, 'character is', 'characters are')} not in ${encoding}, which it seems to be`;
  if (wrong) throw new Error(`${name}: ${wrong}: save it as UTF-8`);
  return { text, encoding };
}

function counted(count: number, one: string, more: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : more}`;
}
