/** Which of many files are training, validation and test set, and which are one class each. */
import { wordsOf } from './column-names';
import { comparePaths, type Folder, folderOf, type Named, nameOf } from './folder-tree';
import { byMeaning, plainLabel } from './labels';
import { adviceFor, contents, summaries, unknownLayout } from './layout-messages';

/** A part of a data set. */
export type PartName = 'train' | 'validation' | 'test' | 'unlabeled';

/** The files of a part: tables with many texts each, or documents with one. */
export interface PartFiles<F> {
  kind: 'tables' | 'documents';
  files: readonly LabeledFile<F>[];
}

/** A file. */
export interface LabeledFile<F> {
  file: F;
  /** Its class, where its name or its folder says it. */
  label?: string;
}

/** The files of a data set by their parts. */
export interface Layout<F> {
  parts: FoundParts<F>;
  /** The folder that the data were found in: `aclImdb/` in an archive that holds it. */
  root: string;
  /** What lies beside and is not read: `README`, `old/ (12 files)`. */
  notRead: readonly string[];
  /** How many files of operating systems and editors were ignored. */
  ignored: number;
}

const TABLE = /\.(csv|tsv|tab|jsonl?|ndjson|parquet)$/i;
const DOCUMENT = /\.(txt|text)$/i;
const LINES = /\.(txt|text|pos|neg|neu|train|test|ft)$/i;
/** Files that macOS, Windows, archives and editors leave, and hidden ones. */
const JUNK =
  /^(\..*|__MACOSX|Thumbs\.db|ehthumbs\.db|desktop\.ini|Icon\r?|@eaDir|\$RECYCLE\.BIN|System Volume Information|~\$.*|.*~)$/i;
/** What our own commands write beside the data, or in place of their source. */
export const OWN_NAMES = new Set(['prepared', 'source.json']);
/** What lies in many data sets and is never data: pages, programs, descriptions of other tools. */
const ABOUT = new RegExp(
  [
    '^(readme|license|licence|changelog|citation|about|copying|notice)\\b',
    '\\.(md|rst|pdf|html?|bib|py|ipynb|sh|r)$',
    '^(dataset[-_]?(infos?|metadata|dict)|datapackage|metadata|label[-_]?(map|names)|state|config)\\.json$',
    '(^|[-_])submission(?![a-z])',
    '^test[-_]labels\\.csv$',
  ].join('|'),
  'i',
);

const PARTS: readonly [PartName, RegExp][] = [
  ['unlabeled', /^(unlabell?ed|unsup|unsupervised)/],
  ['train', /^train(ing|set|data)?$/],
  ['test', /^test(ing|set|data)?$/],
  ['validation', /^(valid|validation|val|dev|devel|development)(set|data)?$/],
];
const SENTIMENTS = new Set(['negative', 'neutral', 'positive']);

/** Returns whether a file is one that systems and editors leave lying around. */
export function isJunk(path: string): boolean {
  return path.split('/').some((name) => JUNK.test(name));
}

/**
 * Returns which files are which part. It knows, in this order:
 *
 * - `data.csv`, and `test.csv` and `validation.csv` beside it
 * - a folder or file for each part: `train/`, `test/`; `train.csv`, `dev.tsv`, `testData.tsv`
 * - a folder for each class with a file for each text: `pos/`, `neg/`, or any names
 * - a file for each class with a text in each line: `rt-polarity.pos`, `rt-polarity.neg`
 * - files that are called labeled: `yelp_labelled.txt`
 * - one table
 *
 * If the data lie in the only folder, it looks there.
 *
 * @param what the data's name, for messages
 * @throws when the files are none of these; the message says what there is
 */
export function layoutOf<F extends Named>(what: string, all: readonly F[]): Layout<F> {
  const files = all.filter(({ path }) => !isJunk(path) && !OWN_NAMES.has(path.split('/')[0]!));
  const ignored = all.filter(({ path }) => isJunk(path)).length;
  const tree = folderOf('', files);
  const found = foundIn(what, tree);
  const read = new Set(
    Object.values(found.parts).flatMap((part) => part?.files.map(({ file }) => file) ?? []),
  );
  const notRead = summaries(
    [...files]
      .sort(comparePaths)
      .filter((file) => !read.has(file))
      .map(({ path }) => (path.startsWith(found.root) ? path.slice(found.root.length) : path)),
  );
  return { ...found, notRead, ignored };
}

function foundIn<F extends Named>(what: string, folder: Folder<F>): Pick<Layout<F>, 'parts' | 'root'> {
  const parts =
    dataCsv(folder) ??
    partFolders(what, folder) ??
    partFiles(folder) ??
    classFolders(what, folder) ??
    classFiles(folder.files);
  if (parts) {
    const whole = 'kind' in parts ? { train: parts } : parts;
    requireSameClasses(what, whole);
    return { parts: whole, root: folder.path };
  }
  const labeled = folder.files.filter(
    ({ path }) => isLines(path) && /(^|[^a-z])labell?ed/i.test(nameOf(path)),
  );
  if (labeled.length > 0) return { parts: { train: tablesIn(labeled) }, root: folder.path };
  const tables = folder.files.filter(({ path }) => isTable(path));
  if (tables.length === 1) return { parts: { train: tablesIn(tables) }, root: folder.path };
  const lines = folder.files.filter(({ path }) => isLines(path) && !ABOUT.test(nameOf(path)));
  if (tables.length === 0 && lines.length === 1)
    return { parts: { train: tablesIn(lines) }, root: folder.path };
  const [only] = folder.folders.values();
  if (tables.length + lines.length === 0 && folder.folders.size === 1) return foundIn(what, only!);
  throw new Error(unknownLayout(what, folder, [...tables, ...lines]));
}

/**
 * Returns the parts of files that a pattern names: `train.csv` and `test.csv` are two parts, files
 * that have the name of a class hold texts of that class, and others are one training set.
 */
export function partsOfList<F extends Named>(all: readonly F[]): FoundParts<F> {
  const files = dataAmong(all);
  const parts = byPart(files);
  return parts.train ? { ...parts, train: parts.train } : { train: classFiles(files) ?? tablesIn(files) };
}

/**
 * Returns the files that may be data: none of operating systems and editors, no README or the like.
 * Returns all files where no other is left.
 */
export function dataAmong<F extends Named>(all: readonly F[]): readonly F[] {
  const data = all.filter(({ path }) => !isJunk(path) && !ABOUT.test(nameOf(path)));
  return data.length > 0 ? data : all;
}

/** The parts of a data set. There is always a training set. */
export type FoundParts<F> = Partial<Record<PartName, PartFiles<F>>> & { train: PartFiles<F> };

function dataCsv<F extends Named>({ files }: Folder<F>): FoundParts<F> | undefined {
  const data = files.filter(({ path }) => /^data\.csv$/i.test(nameOf(path)));
  return data.length === 1
    ? { ...byPart(files.filter(({ path }) => isTable(path))), train: tablesIn(data) }
    : undefined;
}

/** Finds `train/` and, where they exist, `test/` and `validation/`. */
function partFolders<F extends Named>(what: string, folder: Folder<F>): FoundParts<F> | undefined {
  const named = new Map<PartName, Folder<F>>();
  for (const [name, one] of folder.folders) {
    const part = partNamed(name);
    if (part) named.set(part, one);
  }
  const train = named.get('train');
  if (!train) return undefined;
  const parts: Partial<Record<PartName, PartFiles<F>>> = {};
  for (const [part, one] of named) parts[part] = insidePart(what, one);
  const unlabeled = [...train.folders].find(([name]) => partNamed(name) === 'unlabeled');
  if (unlabeled) parts.unlabeled = asDocuments(unlabeled[1].files, undefined);
  return parts as FoundParts<F>;
}

function insidePart<F extends Named>(what: string, folder: Folder<F>): PartFiles<F> {
  const found = classFolders(what, folder) ?? classFiles(folder.files);
  if (found) return found;
  const tables = folder.files.filter(({ path }) => isTable(path));
  if (tables.length > 0) return tablesIn(tables);
  throw new Error(
    `${what}: ${folder.path} has no texts: expected a folder for each class (pos/, neg/), or a table; ${contents(folder)}${adviceFor(folder)}`,
  );
}

/**
 * Finds `train.csv` and, where they exist, `test.csv` and `validation.csv`; several files a part,
 * too.
 */
function partFiles<F extends Named>({ files }: Folder<F>): FoundParts<F> | undefined {
  const tables = files.filter(({ path }) => isTable(path) || (LINES.test(path) && partNamed(stemOf(path))));
  const parts = byPart(tables);
  return parts.train ? (parts as FoundParts<F>) : undefined;
}

function byPart<F extends Named>(files: readonly F[]): Partial<Record<PartName, PartFiles<F>>> {
  const parts: Partial<Record<PartName, PartFiles<F>>> = {};
  for (const [part] of PARTS) {
    const own = files.filter(({ path }) => partNamed(stemOf(path)) === part && !ABOUT.test(nameOf(path)));
    if (own.length > 0) parts[part] = classFiles(own) ?? tablesIn(own);
  }
  return parts;
}

/** Finds a folder for each class: at least two that hold documents. */
function classFolders<F extends Named>(what: string, { path, folders }: Folder<F>): PartFiles<F> | undefined {
  const classes = [...folders].filter(([name]) => partNamed(name) === undefined);
  const withTexts = classes.filter(([, { files }]) => documentsIn(files).length > 0);
  if (withTexts.length === 0) return undefined;
  const sentiments = classes.filter(([name]) => sentimentIn(name));
  const empty = sentiments.find(([, { files }]) => documentsIn(files).length === 0);
  if (empty) throw new Error(`${what}: ${path}${empty[0]}/ has no text: expected files like 0_9.txt`);
  if (withTexts.length === 1 && sentiments.length === 1)
    throw new Error(
      `${what}: ${path || 'it'} has ${withTexts[0]![0]}/, but no folder of another class, such as ${otherOf(withTexts[0]![0])}/`,
    );
  if (withTexts.length === 1) return undefined;
  const sorted = withTexts
    .map(([name, one]) => ({ label: labelOf(name), files: one.files }))
    .sort(positiveFirst);
  return { kind: 'documents', files: sorted.flatMap(({ files, label }) => asDocuments(files, label).files) };
}

/** Positive texts come first, then negative ones, as in IMDB's original order. */
function positiveFirst(a: { label: string }, b: { label: string }): number {
  const place = ({ label }: { label: string }) => (label === 'positive' ? 0 : label === 'negative' ? 1 : 2);
  return place(a) - place(b) || byMeaning(a.label, b.label);
}

/** Finds a file for each class, by `pos`, `neg` or the like in its name. */
function classFiles<F extends Named>(files: readonly F[]): PartFiles<F> | undefined {
  const named = files
    .filter(({ path }) => (isTable(path) || LINES.test(path)) && !ABOUT.test(nameOf(path)))
    .map((file) => ({ file, label: sentimentIn(nameOf(file.path)) }))
    .filter((one): one is { file: F; label: string } => one.label !== undefined);
  if (new Set(named.map(({ label }) => label)).size < 2) return undefined;
  return { kind: 'tables', files: named.sort((a, b) => positiveFirst(a, b) || comparePaths(a.file, b.file)) };
}

function requireSameClasses<F>(what: string, { train, test, validation }: FoundParts<F>): void {
  for (const [name, part] of Object.entries({ test, validation })) {
    if (!part) continue;
    const [own, other] = [train, part].map(({ files }) => new Set(files.flatMap(({ label }) => label ?? [])));
    const missing = [...own!].filter((label) => !other!.has(label));
    if (other!.size > 0 && missing.length > 0)
      throw new Error(
        `${what}: the ${name} set has no texts that are ${missing.join(' or ')}, but the training set has`,
      );
  }
}

/** Returns the part that a name speaks of; undefined for none, or several. */
function partNamed(name: string): PartName | undefined {
  const words = wordsOf(name);
  const found = PARTS.filter(([, word]) => words.some((one) => word.test(one))).map(([part]) => part);
  return found[0] === 'unlabeled' || found.length === 1 ? found[0] : undefined;
}

/** Words before a sentiment that make another class of it. */
const QUALIFIER = /^(?:very|extremely|strongly|highly|mostly|slightly|somewhat|weakly|mildly|non?|not|un)$/;

/**
 * Returns the sentiment that a name speaks of: `positive`, `very positive`. Undefined for none, or
 * several.
 */
function sentimentIn(name: string): string | undefined {
  const words = wordsOf(name);
  const found = new Set<string>();
  for (const [at, word] of words.entries()) {
    const sentiment = plainLabel(word);
    if (!SENTIMENTS.has(sentiment)) continue;
    const before = words[at - 1] ?? '';
    found.add(QUALIFIER.test(before) ? `${before} ${sentiment}` : sentiment);
  }
  return found.size === 1 ? [...found][0] : undefined;
}

function labelOf(folder: string): string {
  return sentimentIn(folder) ?? plainLabel(folder);
}

function otherOf(folder: string): string {
  const words: [RegExp, string][] = [
    [/positive/i, 'negative'],
    [/negative/i, 'positive'],
    [/pos/i, 'neg'],
    [/neg/i, 'pos'],
  ];
  const [word, other] = words.find(([one]) => one.test(folder)) ?? [/.*/, 'neg'];
  return folder.replace(word, other);
}

/**
 * Returns the files of a class: those that end in .txt; where none does, those without an ending.
 */
function documentsIn<F extends Named>(files: readonly F[]): F[] {
  const texts = files.filter(({ path }) => DOCUMENT.test(path));
  if (texts.length > 0) return texts;
  return files.filter(({ path }) => /^([^.]+|\d+)$/.test(nameOf(path)) && !ABOUT.test(nameOf(path)));
}

/** Returns files as tables, ordered by their paths. */
export function tablesIn<F extends Named>(files: readonly F[]): PartFiles<F> {
  return { kind: 'tables', files: [...files].sort(comparePaths).map((file) => ({ file })) };
}

function asDocuments<F extends Named>(files: readonly F[], label: string | undefined): PartFiles<F> {
  const sorted = documentsIn(files).sort(compareNumbers);
  return {
    kind: 'documents',
    files: sorted.map((file) => ({ file, ...(label !== undefined && { label }) })),
  };
}

/** Compares files by the number at the start of their names, so that 10_7.txt follows 9_7.txt. */
function compareNumbers(a: Named, b: Named): number {
  const numberOf = ({ path }: Named) => {
    const number = Number.parseInt(nameOf(path), 10);
    return Number.isNaN(number) ? Number.MAX_VALUE : number;
  };
  return numberOf(a) - numberOf(b) || comparePaths(a, b);
}

function isTable(path: string): boolean {
  return TABLE.test(path) && !ABOUT.test(nameOf(path));
}

/** Returns whether a file may have a text in each line, by its name. */
function isLines(path: string): boolean {
  return LINES.test(path) || !nameOf(path).includes('.');
}

function stemOf(path: string): string {
  return nameOf(path).replace(/\.[a-z]+$/i, '');
}
