import { analyse } from 'chardet';
import { alphabetShare } from './alphabets';
import { byteDecoder } from './byte-decoder';
import { isNoJapanese, isThai, plausibility } from './plausible-text';

/**
 * The share of bytes beyond ASCII in words that have one, above which a text is in another script
 * than Latin.
 */
const OTHER_SCRIPT = 0.6;
/** Shorter words, such as `à`, do not tell the script. */
const SHORTEST_WORD = 3;
/**
 * How much surer the detector must be of another Latin encoding than of windows-1252, in percent.
 */
const SURER = 10;
/** Fewer bytes than this do not tell one Latin encoding from another. */
const FEW = 20;
/** Fewer bytes than this tell the detector nothing. */
const NONE = 4;
/** The bytes that are looked at. */
const SAMPLE = 2 ** 16;
/** Encodings that the detector knows by the name of their part without quotes and dashes. */
const WHOLE: Readonly<Record<string, string>> = {
  'iso-8859-1': 'windows-1252',
  'iso-8859-2': 'windows-1250',
  'iso-8859-7': 'windows-1253',
  'iso-8859-8': 'windows-1255',
  'iso-8859-9': 'windows-1254',
  gb2312: 'gb18030',
};
const LATIN = new Set(['windows-1250', 'windows-1252', 'windows-1254']);
/** How much more plausible a text must be in another encoding of its languages, and in others. */
const [MORE, MUCH_MORE] = [0.02, 0.2];
const WESTERN = { macintosh: MUCH_MORE, cp850: MUCH_MORE };
/** Encodings that the detector does not tell from these, or does not know. */
const ALIKE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'windows-1250': { 'iso-8859-2': MORE, ...WESTERN },
  'windows-1252': { ...WESTERN, 'windows-1250': MUCH_MORE, 'iso-8859-2': MUCH_MORE },
  'windows-1253': { 'iso-8859-7': MORE },
  'windows-1254': WESTERN,
};
const CYRILLIC = {
  'windows-1251': MORE,
  'koi8-r': MORE,
  'koi8-u': MORE,
  ibm866: MORE,
  'x-mac-cyrillic': MORE,
};
/** Latin encodings whose letters tell one from another, the more frequent ones first. */
const BY_LETTERS = ['windows-1252', 'windows-1250', 'iso-8859-2', 'windows-1254', 'windows-1257'];
/** The share of letters that must be those of one language, and how much it must be above others. */
const [ONE_LANGUAGE, CLEARER] = [0.95, 0.05];
/** Fewer letters than this do not tell the language. */
const FEW_LETTERS = 8;

/**
 * Returns the encoding of text that is not UTF-8, for `byteDecoder`: windows-1252
 * where nothing speaks for another one.
 */
export function legacyEncoding(bytes: Uint8Array): string {
  const sample = linesBeyondAscii(bytes);
  if (isThai(byteDecoder('windows-874').decode(sample))) return 'windows-874';
  const detected = detectedEncoding(sample);
  const alike = ALIKE[detected] ?? (isSingleByte(detected) ? CYRILLIC : {});
  const plausibilityIn = (encoding: string) => plausibility(byteDecoder(encoding).decode(sample));
  const least = plausibilityIn(detected);
  let best = { encoding: detected, value: least };
  for (const [encoding, margin] of Object.entries(alike)) {
    const value = plausibilityIn(encoding);
    if (value > Math.max(best.value, least + margin)) best = { encoding, value };
  }
  return BY_LETTERS.includes(best.encoding) ? byLetters(sample, best) : best.encoding;
}

/** Returns the encoding in which the letters are those of one language, where only one shows that. */
function byLetters(sample: Uint8Array, found: { encoding: string; value: number }): string {
  if (sample.reduce((sum, byte) => (byte >= 0x80 ? sum + 1 : sum), 0) < FEW_LETTERS) return found.encoding;
  const shareIn = (encoding: string) => alphabetShare(byteDecoder(encoding).decode(sample));
  let best = { encoding: found.encoding, share: shareIn(found.encoding) + CLEARER };
  for (const encoding of BY_LETTERS) {
    const share = shareIn(encoding);
    if (share < ONE_LANGUAGE || share <= best.share) continue;
    if (plausibility(byteDecoder(encoding).decode(sample)) < found.value - MORE) continue;
    best = { encoding, share };
  }
  return best.encoding;
}

function detectedEncoding(bytes: Uint8Array): string {
  const others = bytes.reduce((sum, byte) => (byte >= 0x80 ? sum + 1 : sum), 0);
  if (others < NONE) return 'windows-1252';
  const found = analyse(bytes)
    .map(({ name, confidence }) => ({ name: WHOLE[name.toLowerCase()] ?? name.toLowerCase(), confidence }))
    .filter(({ name }) => isLegacy(name));
  if (otherScriptShare(bytes) > OTHER_SCRIPT) {
    const other = found.find(({ name }) => !LATIN.has(name))?.name ?? 'windows-1252';
    // The small letters of KOI8 have the bytes of half-width katakana.
    return other === 'shift_jis' && isNoJapanese(byteDecoder(other).decode(bytes)) ? 'koi8-r' : other;
  }
  const sure = (name: string) =>
    Math.max(0, ...found.flatMap((one) => (one.name === name ? one.confidence : [])));
  const best = found.find(({ name }) => LATIN.has(name))?.name ?? 'windows-1252';
  return others >= FEW && sure(best) >= sure('windows-1252') + SURER ? best : 'windows-1252';
}

/** Returns the share of bytes beyond ASCII in the words that have one. */
function otherScriptShare(bytes: Uint8Array): number {
  let [others, letters] = [0, 0];
  for (const [word] of new TextDecoder('latin1').decode(bytes).matchAll(/[A-Za-z\x80-\uffff]+/g)) {
    const beyond = word.replace(/[A-Za-z]/g, '').length;
    if (beyond === 0 || word.length < SHORTEST_WORD) continue;
    others += beyond;
    letters += word.length;
  }
  return others / Math.max(1, letters);
}

/** Returns the lines that have bytes beyond ASCII, so that others do not outweigh them. */
function linesBeyondAscii(bytes: Uint8Array): Uint8Array {
  const sample = new Uint8Array(Math.min(SAMPLE, bytes.length));
  let length = 0;
  for (let start = 0; start < bytes.length && length < sample.length; ) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    const line = bytes.subarray(start, Math.min(end, start + sample.length - length));
    if (line.some((byte) => byte >= 0x80)) {
      sample.set(line, length);
      length += line.length;
    }
    start = end;
  }
  return sample.subarray(0, length);
}

/** Returns whether each byte is a character in an encoding. */
function isSingleByte(encoding: string): boolean {
  return byteDecoder(encoding).decode(Uint8Array.of(0xb0, 0xe0, 0xc4)).length === 3;
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
