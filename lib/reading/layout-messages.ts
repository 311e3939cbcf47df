/** What to tell about files that are not read. */
import { type Folder, type Named, nameOf } from './folder-tree';

/** Returns why a folder is no data set, what it holds, and what to do. */
export function unknownLayout<F extends Named>(
  what: string,
  folder: Folder<F>,
  tables: readonly F[],
): string {
  const place = `${what}${folder.path && `/${folder.path.slice(0, -1)}`}`;
  const several =
    tables.length > 1 && /\.zip$/i.test(what)
      ? ': unpack it, and name one of its files'
      : tables.length > 1
        ? `: name one of its files, or several with a pattern in quotes ('${place}/${patternOf(tables)}')`
        : '';
  const expected =
    tables.length > 1
      ? ''
      : '; expected a table (CSV, TSV, JSON, Parquet), train and test files, a folder for each class (pos/, neg/) with .txt files, or train/ and test/ with such folders';
  return `${place} is no data set that is known${several}; ${contents(folder)}${expected}${adviceFor(folder)}`;
}

/** Returns a pattern for files: `*_labelled.txt` if all names end so, or `tweets_*`. */
function patternOf<F extends Named>(files: readonly F[]): string {
  const names = files.map(({ path }) => nameOf(path));
  const common = (of: (name: string, length: number) => string) => {
    let length = 0;
    while (
      length < names[0]!.length &&
      names.every((name) => of(name, length + 1) === of(names[0]!, length + 1))
    )
      length++;
    return of(names[0]!, length);
  };
  const start = common((name, length) => name.slice(0, length));
  const end = common((name, length) => (length === 0 ? '' : name.slice(-length)));
  return `${start}*${end.length + start.length <= Math.min(...names.map(({ length }) => length)) ? end : ''}`;
}

/** What to do about files that are not read. */
const ADVICE: readonly [RegExp, string][] = [
  [/\.(zip|tar|tgz|t?bz2?|gz|7z|rar|xz|zst)$/i, 'unpack'],
  [/\.(xlsx?|xlsm|ods|numbers)$/i, 'save as CSV (UTF-8):'],
  [/\.(pkl|pickle|feather|arrow|sav|dta|rds|rdata|db|sqlite)$/i, 'save as CSV or Parquet:'],
  [/\.(html?|md|xml|docx?|pdf|rtf)$/i, 'save as .txt:'],
];

/** Returns what to do about the first file that needs it: `; unpack reviews.tar`. */
export function adviceFor<F extends Named>({ files, folders }: Folder<F>): string {
  const all = [...files, ...[...folders.values()].flatMap((folder) => folder.files)];
  for (const [ending, advice] of ADVICE) {
    const found = all.find(({ path }) => ending.test(path));
    if (found) return `; ${advice} ${found.path}`;
  }
  return '';
}

/** Returns what a folder holds, for messages: `it holds a.csv, b.csv, old/`. */
export function contents<F extends Named>({ files, folders }: Folder<F>): string {
  const names = [
    ...files.map(({ path }) => nameOf(path)).sort(),
    ...[...folders.keys()].map((name) => `${name}/`),
  ];
  if (names.length === 0) return 'it is empty';
  return `it holds ${names.slice(0, 8).join(', ')}${names.length > 8 ? `, and ${names.length - 8} more` : ''}`;
}

/** Returns the paths at the top, and for each folder one entry with its number of files. */
export function summaries(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const slash = path.lastIndexOf('/');
    const key = slash < 0 ? path : path.slice(0, slash + 1);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => {
    if (!key.endsWith('/')) return key;
    return `${key} (${count === 1 ? '1 file' : `${count.toLocaleString('en-US')} files`})`;
  });
}
