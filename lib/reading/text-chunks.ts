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
      const { strays } = current;
      if (!strays) return undefined;
      const bytes = strays.count === 1 ? '1 byte is' : `${strays.count.toLocaleString('en-US')} bytes are`;
      return `${name}: ${bytes} not UTF-8 and read as windows-1252, the first at offset ${strays.first.toLocaleString('en-US')}`;
    },
  };
}
