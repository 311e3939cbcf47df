/**
 * Decoders of all encodings that are read: those of `TextDecoder`, and those of Excel's "CSV
 * (MS-DOS)", which it does not know.
 */

/** Decodes bytes into text, part by part, like `TextDecoder`. */
export interface BytesDecoder {
  decode(bytes: Uint8Array, options?: { stream?: boolean }): string;
}

/** The characters that both pages have at the same bytes. */
const LOWER = 'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ';
/** The characters of the bytes from 0x80 on. */
const PAGES: Readonly<Record<string, string>> = {
  cp437: `${LOWER}¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\xa0`,
  cp850: `${LOWER}ø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\xad±‗¾¶§÷¸°¨·¹³²■\xa0`,
};

/** The characters of windows-1252 from 0x80 on. A space stands for a byte without one. */
const WINDOWS_1252 = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';

/**
 * Returns a decoder.
 *
 * @param encoding the name that `TextDecoder` has for it, or `cp437` or `cp850`
 * @param fatal whether bytes that are no characters throw. Default: they become U+FFFD
 * @throws for an unknown encoding
 */
export function byteDecoder(encoding: string, fatal = false): BytesDecoder {
  const page = PAGES[encoding];
  if (page) return { decode: (bytes) => dosText(bytes, page) };
  const decoder = new TextDecoder(encoding, { fatal });
  if (decoder.encoding !== 'windows-1252') return decoder;
  return { decode: (bytes, options) => repaired(decoder.decode(bytes, options)) };
}

/** Returns whether an encoding is one of DOS. */
export function isDosEncoding(encoding: string): boolean {
  return Object.hasOwn(PAGES, encoding);
}

function dosText(bytes: Uint8Array, page: string): string {
  const text = new TextDecoder('latin1').decode(bytes); // a character for each byte
  return text.replace(/[^\0-\x7f]/g, (_, at: number) => page[bytes[at]! - 0x80]!);
}

/**
 * Returns decoded text with the quotes and dashes of windows-1252. Some versions of Node decode it
 * as Latin-1, which has control characters in their places (nodejs/node#56542).
 */
function repaired(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (control) => {
    const character = WINDOWS_1252[control.charCodeAt(0) - 0x80]!;
    return character === ' ' ? control : character;
  });
}
