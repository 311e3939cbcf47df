/** What the values of a label column mean. */

/**
 * What `--labels` says: the class of each value, in lower case; null for values to leave out.
 * Ranges of numbers are values, too: `7..10`.
 */
export type LabelMap = ReadonlyMap<string, string | null>;

/** The class of each value, and how it was chosen. */
export interface LabelMeaning {
  /** Returns the class of a value; null: leave the text out. Undefined: the value is missing. */
  classOf(value: string): string | null | undefined;
  /** The classes, in a fixed order: negative, neutral, positive, then numbers, then names. */
  classes: readonly string[];
  /** For people: `0 is negative, 4 is positive`; undefined if the values are the classes. */
  explanation?: string;
  /** The values that `--labels` names and no text has. */
  unused: readonly string[];
  /** The number of texts that are left out because they have several labels. */
  several: number;
  /** Classes with so few texts that they may be mistakes: `postive (1 text)`. */
  rare: readonly string[];
}

/** The word that leaves texts out: `--labels drop=3`. */
const DROP = 'drop';
/** Spellings of the classes of sentiment. */
const WORDS = lookup({
  neg: 'negative',
  negative: 'negative',
  pos: 'positive',
  positive: 'positive',
  neu: 'neutral',
  neutral: 'neutral',
});
/** What pandas reads as missing, and `None`, as Python prints it. */
const MISSING = new Set([
  '',
  '#N/A',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'None',
  'n/a',
  'nan',
  'null',
  '\\N',
  '-nan',
  '-NaN',
]);

/**
 * Sets of values that always mean the same. The first of which all values are known, and all that
 * `needs` names occur, counts. Stars (1 to 5) and 0, 1, 2 mean different things in different data
 * sets, so they stay as they are.
 */
const CONVENTIONS: readonly { needs: readonly string[]; means: Readonly<Record<string, string>> }[] = [
  { needs: [], means: { 0: 'negative', 1: 'positive' } },
  { needs: ['-1'], means: { '-1': 'negative', 0: 'neutral', 1: 'positive' } },
  { needs: ['0', '4'], means: { 0: 'negative', 2: 'neutral', 4: 'positive' } },
  { needs: ['4'], means: { 4: 'positive' } },
  { needs: ['1', '2'], means: { 1: 'negative', 2: 'positive' } },
  { needs: [], means: { false: 'negative', true: 'positive' } },
  { needs: [], means: { label_0: 'negative', label_1: 'positive' } },
  { needs: [], means: { n: 'negative', p: 'positive', o: 'neutral' } },
].map(({ needs, means }) => ({ needs, means: lookup(means) }));

/** Returns a table that has no other keys: a label may be called `constructor`. */
function lookup(entries: Record<string, string | undefined>): Readonly<Record<string, string>> {
  return Object.assign(Object.create(null), entries);
}

/** Characters without a width, which web pages and editors leave in texts. */
const INVISIBLE = /[\u200b\u2060\ufeff]/g;

/**
 * Returns a value as it is compared: without spaces around it, without fastText's `__label__` and
 * Python's `['...']`, sentiments by one name, and numbers as such, so that `1.0` and `+1` are `1`.
 * Letters with accents have one form (Unicode's NFC), as macOS writes others in names of folders.
 */
export function plainLabel(value: string): string {
  const bare = value.normalize('NFC').replace(INVISIBLE, '').trim().replace(/\s+/g, ' ');
  const [, , quoted = bare] = /^\[?(['"])([^'"]+)\1\]?$/.exec(bare) ?? [];
  const plain = quoted.replace(/^__label__(?=.)/i, '').replace(/^\u2212(?=\d)/, '-');
  if (/^[+-]?\d{1,15}(\.\d*)?(e[+-]?\d+)?$/i.test(plain)) return `${Number(plain)}`;
  return WORDS[plain.toLowerCase()] ?? plain;
}

/** Returns whether a value stands for no label. */
export function isMissing(value: string): boolean {
  return MISSING.has(value.trim());
}

/**
 * Returns whether these values are classes of sentiment in a usual form; others may be among them.
 */
export function looksLikeClasses(values: Iterable<string>): boolean {
  const plain = new Set([...values].filter((value) => !isMissing(value)).map(plainLabel));
  const sentiments = [...plain].filter((value) => value in WORDS).length;
  return conventionOf(plain) !== undefined || sentiments > 1 || sentiments === plain.size;
}

/**
 * Returns what values mean. Where `map` has classes, every value must be in it, or be the name of
 * one of its classes. Where it only drops values, the usual meaning counts for the others.
 *
 * @param counts how often each value occurs, by `plainLabel`
 * @throws when a value has no class; the message lists these values
 */
export function labelMeaning(counts: ReadonlyMap<string, number>, map: LabelMap = new Map()): LabelMeaning {
  requireClasses(counts, map);
  const spelled = commonSpellings(counts);
  const ranges = rangesIn(map);
  const keyOf = (value: string) =>
    map.has(value.toLowerCase())
      ? value.toLowerCase()
      : ranges.find(({ from, to }) => numberIn(value) >= from && numberIn(value) <= to)?.key;
  const several = severalLabels(counts, (value) => keyOf(value) !== undefined);
  if (several.size > 0 && several.size === counts.size)
    throw new Error(
      `all texts have several labels, such as ${[...several][0]}: name a column with one label for each text (--label_column), or write one of them`,
    );
  const isDropped = (value: string) => map.get(keyOf(value) ?? '') === null || several.has(value);
  const kept = [...counts.keys()].filter((value) => !isDropped(value));
  const usual = conventionOf(new Set(kept.map((value) => spelled.get(value)!)));
  const named = new Set([...map.values()].filter((label) => label !== null));
  const meaning = new Map<string, string | null>();
  const used = new Set<string>();
  for (const value of counts.keys()) {
    const usually = usual?.[spelled.get(value)!.toLowerCase()] ?? spelled.get(value)!;
    const key = keyOf(value) ?? keyOf(usually);
    if (key !== undefined) {
      meaning.set(value, map.get(key)!);
      used.add(key);
    } else if (several.has(value)) meaning.set(value, null);
    else if (named.size === 0 || named.has(usually)) meaning.set(value, usually);
  }
  const unknown = [...counts.keys()].filter((value) => !meaning.has(value));
  if (unknown.length > 0)
    throw new Error(
      `--labels says nothing about ${listed(unknown, counts)}: add them to a class, or leave them out with drop=${unknown.map((value) => (value.includes(',') ? `"${value}"` : value)).join(',')}`,
    );
  return {
    classOf: (value) => meaning.get(plainLabel(value)),
    classes: [...new Set([...meaning.values()].flatMap((label) => label ?? []))].sort(byMeaning),
    explanation: explained(meaning),
    unused: [...map.keys()].filter((value) => !used.has(value)),
    several: [...several].reduce((sum, value) => sum + counts.get(value)!, 0),
    rare: rareClasses(counts, meaning),
  };
}

/** The texts of a rare class, and how many times more an average one has. */
const RARE = 3;
const TIMES_MORE = 10;

/** Returns the classes that have far fewer texts than others. */
function rareClasses(
  counts: ReadonlyMap<string, number>,
  meaning: ReadonlyMap<string, string | null>,
): string[] {
  const texts = new Map<string, number>();
  for (const [value, label] of meaning)
    if (label !== null) texts.set(label, (texts.get(label) ?? 0) + counts.get(value)!);
  const mean = [...texts.values()].reduce((sum, count) => sum + count, 0) / Math.max(1, texts.size);
  return [...texts]
    .filter(([, count]) => count <= RARE && mean >= TIMES_MORE * count)
    .map(([label, count]) => `${label} (${count === 1 ? '1 text' : `${count} texts`})`);
}

/** The least number of values that may be measurements. */
const MANY = 20;

/** @throws when there are about as many values as texts, and `map` has no ranges for them */
function requireClasses(counts: ReadonlyMap<string, number>, map: LabelMap): void {
  if (counts.size <= MANY || rangesIn(map).length > 0) return;
  const texts = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (counts.size <= texts / 3) return;
  const values = [...counts.keys()].slice(0, 3).join(', ');
  const isNumber = [...counts.keys()].every((value) => Number.isFinite(Number(value)));
  const advice = isNumber
    ? ", or make classes of numbers: --labels 'negative=-1..0 positive=0..1 drop=0'"
    : '';
  throw new Error(
    `the labels have ${counts.size} values in ${texts} texts (${values}, ...), so they are no classes: name another column with --label_column${advice}`,
  );
}

/**
 * Returns the most frequent spelling of each value, whatever its case: `JOY` is `joy`. Numbers with
 * a decimal comma are numbers.
 */
function commonSpellings(counts: ReadonlyMap<string, number>): Map<string, string> {
  const common = new Map<string, string>();
  for (const [value, count] of counts) {
    const before = common.get(value.toLowerCase());
    if (before === undefined || count > counts.get(before)!) common.set(value.toLowerCase(), value);
  }
  const isDecimal = haveDecimalCommas(counts.keys());
  return new Map(
    [...counts.keys()].map((value) => {
      const isNumber = isDecimal && DECIMAL_COMMA.test(value);
      return [value, isNumber ? `${numberIn(value)}` : common.get(value.toLowerCase())!];
    }),
  );
}

const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;

/**
 * Returns whether commas in these values are decimal points: all others are numbers, too, and the
 * fractions are those of whole and half stars, such as `4,5` and `1,0`.
 */
function haveDecimalCommas(values: Iterable<string>): boolean {
  const all = [...values];
  const decimals = all.filter((value) => DECIMAL_COMMA.test(value));
  return (
    decimals.length > 0 &&
    decimals.every((value) => /,[05]0*$/.test(value)) &&
    all.every((value) => Number.isFinite(numberIn(value)))
  );
}

/**
 * Returns the values that are several others in one: `joy,fear` beside `joy` and `fear`, `joy;love`
 * beside `joy`, and JSON's lists of more than one.
 *
 * @param isMapped whether `--labels` names a value
 */
function severalLabels(
  counts: ReadonlyMap<string, number>,
  isMapped: (value: string) => boolean,
): Set<string> {
  const areDecimal = haveDecimalCommas(counts.keys());
  const isSeveral = (value: string): boolean => {
    if (isMapped(value)) return false;
    const isList = /^\[.*\]$/s.test(value);
    const parts = value
      .replace(/^\[|\]$/g, '')
      .split(/[,;|]/)
      .map(plainLabel);
    if (parts.length < 2 || (areDecimal && DECIMAL_COMMA.test(value))) return false;
    const isKnown = (part: string) => part !== value && counts.has(part);
    // A comma may be part of a name. A semicolon or a bar hardly is.
    return isList || parts.every(isKnown) || (!value.includes(',') && parts.some(isKnown));
  };
  return new Set([...counts.keys()].filter(isSeveral));
}

/** Returns a value as a number, also with a decimal comma; NaN for others. */
function numberIn(value: string): number {
  return value.trim() === '' ? Number.NaN : Number(value.replace(/^([+-]?\d+),(\d+)$/, '$1.$2'));
}

/** Returns whether `--labels` has ranges of numbers. */
export function hasRanges(map: LabelMap): boolean {
  return rangesIn(map).length > 0;
}

/** Returns the ranges of numbers in `--labels positive=7..10`. */
function rangesIn(map: LabelMap): { key: string; from: number; to: number }[] {
  return [...map.keys()].flatMap((key) => {
    const [, from, to] = /^([+-]?[\d.]+?)\.\.([+-]?[\d.]+)$/.exec(key) ?? [];
    return from === undefined ? [] : [{ key, from: Number(from), to: Number(to) }];
  });
}

/**
 * Returns the usual meaning of a set of values, by lower-case value. Sentiments mean themselves.
 */
function conventionOf(values: ReadonlySet<string>): Readonly<Record<string, string>> | undefined {
  const lower = [...values].map((value) => value.toLowerCase()).filter((value) => !(value in WORDS));
  if (lower.length === 0) return undefined;
  const found = CONVENTIONS.find(
    ({ needs, means }) =>
      lower.every((value) => value in means) && needs.every((value) => lower.includes(value)),
  );
  return found?.means;
}

/** Returns `3 (812 texts), 2 (401 texts)`, the most frequent first. At most ten are shown. */
function listed(values: readonly string[], counts: ReadonlyMap<string, number>): string {
  const sorted = [...values].sort((a, b) => counts.get(b)! - counts.get(a)!);
  const shown = sorted
    .slice(0, 10)
    .map((value) => `${value} (${counts.get(value)!.toLocaleString('en-US')} texts)`);
  return `${shown.join(', ')}${sorted.length > 10 ? `, and ${sorted.length - 10} more` : ''}`;
}

function explained(meaning: ReadonlyMap<string, string | null>): string | undefined {
  const changed = [...meaning].filter(([value, label]) => value !== label);
  if (changed.length === 0) return undefined;
  const sorted = changed.sort(([a], [b]) => byMeaning(a, b));
  const shown = sorted.slice(0, MANY).map(([value, label]) => `${value} is ${label ?? 'left out'}`);
  return `${shown.join(', ')}${sorted.length > MANY ? `, and ${sorted.length - MANY} more` : ''}`;
}

const SCALE = ['very negative', 'negative', 'neutral', 'positive', 'very positive'];

/** Compares classes: sentiments first, then numbers by value, then names by the alphabet. */
export function byMeaning(a: string, b: string): number {
  const place = (label: string) => {
    const at = SCALE.indexOf(label.toLowerCase().replace(/^(extremely|strongly|highly) /, 'very '));
    return at >= 0 ? at : Number.isFinite(Number(label)) ? SCALE.length : SCALE.length + 1;
  };
  return place(a) - place(b) || Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0);
}

/**
 * Returns the classes in `positive=4,5 negative=1..2 drop=3`. Pairs are separated by spaces, or by
 * semicolons, where names have spaces in them. A value with a comma is in double quotes:
 * `positive="very, very good"`.
 *
 * @throws when it has another form, or names a value twice
 */
export function parseLabelMap(text: string): LabelMap {
  const map = new Map<string, string | null>();
  for (const pair of pairsOf(text)) {
    const [, name = '', values = ''] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (!name.trim() || !values.trim())
      throw new Error(`"${pair}" is no class with its labels, such as positive=4,5`);
    for (const value of valuesIn(values).map((one) => plainLabel(one).toLowerCase())) {
      if (map.has(value)) throw new Error(`the label ${value} is there twice`);
      map.set(value, name.trim() === DROP ? null : (WORDS[name.trim().toLowerCase()] ?? name.trim()));
    }
  }
  if (map.size === 0)
    throw new Error('give classes with their labels, such as positive=4,5 negative=1,2 drop=3');
  return map;
}

/** Returns the values in a list with commas between them. */
function valuesIn(list: string): string[] {
  return list.match(/"[^"]*"|[^,]+/g) ?? [];
}

function pairsOf(text: string): string[] {
  return text
    .split(';')
    .flatMap((part) => (part.split('=').length > 2 ? part.split(/\s+(?=[^\s=]+=)/) : [part]))
    .map((pair) => pair.trim())
    .filter(Boolean);
}
