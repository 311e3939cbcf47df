import { analyse } from 'chardet';

/** The share of letters above which a text is in another script than Latin. */
const OTHER_SCRIPT = 0.25;
/**
 * How much surer the detector must be of another Latin encoding than of windows-1252, in percent.
 */
const SURER = 10;
/** Fewer bytes than this do not tell one Latin encoding from another. */
const FEW = 20;
/** Fewer bytes than this tell nothing. */
const NONE = 4;
/** Encodings that the detector knows by the name of their part without quotes and dashes. */
const WHOLE: Readonly<Record<string, string>> = {
  'iso-8859-1': 'windows-1252',
  'iso-8859-2': 'windows-1250',
  'iso-8859-9': 'windows-1254',
  gb2312: 'gb18030',
};
const LATIN = new Set(['windows-1250', 'windows-1252', 'windows-1254']);

/**
 * Returns the encoding, for `TextDecoder`, of text that is not UTF-8: windows-1252 where nothing
 * speaks for another one.
 */
export function legacyEncoding(bytes: Uint8Array): string {
  let [letters, others] = [0, 0];
  for (const byte of bytes) {
    if (byte >= 0x80) others++;
    else if ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) letters++;
  }
  if (others < NONE) return 'windows-1252';
  const found = analyse(bytes)
    .map(({ name, confidence }) => ({ name: WHOLE[name.toLowerCase()] ?? name.toLowerCase(), confidence }))
    .filter(({ name }) => isLegacy(name));
  if (others / (letters + others) > OTHER_SCRIPT)
    return found.find(({ name }) => !LATIN.has(name))?.name ?? 'windows-1252';
  const sure = (name: string) =>
    Math.max(0, ...found.flatMap((one) => (one.name === name ? one.confidence : [])));
  const best = found.find(({ name }) => LATIN.has(name))?.name ?? 'windows-1252';
  return others >= FEW && sure(best) >= sure('windows-1252') + SURER ? best : 'windows-1252';
}

/** Returns whether `TextDecoder` knows an encoding, and it is not Unicode or 7-bit. */
function isLegacy(name: string): boolean {
  if (/^(utf|ascii|iso-2022)/.test(name)) return false;
  try {
    return Boolean(new TextDecoder(name));
  } catch {
    return false;
  }
}
