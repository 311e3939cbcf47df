/**
 * The text that TypeScript checks for a cell. Each cell is a module, which exports what the cell
 * declares. A first line declares the variables of earlier cells with the types that they have
 * there.
 */
import type { Range } from './protocol';

/** A cell that was checked. */
export interface CheckedFile {
  /** The execution count of the cell. */
  number: number | undefined;
  /** The number of its file; undefined as long as no later cell needs it. */
  file: number | undefined;
  /** The text of its file. */
  text: string;
  /** Whether it imports or augments something, so that its file must stay. */
  mustStay: boolean;
}

/** What a name of an earlier cell is, and which cell declares it. */
export interface Origin {
  cell: CheckedFile;
  /** `alias` is what can be a type, too: an import, a class, a function, an enum, an interface. */
  as: 'let' | 'const' | 'alias';
}

/** Returns the name of a cell's file. */
export const cellFileName = (file: number) => `__cell_${file}__.ts`;

/** Whether a name is one by which a cell's file imports another. */
export const isCellName = (name: string) => /^__cell_\d+(?:__)?$/.test(name);

/** The kernel's own functions. They wait for the reader, so they differ from those of a browser. */
const GLOBALS = [
  'declare function prompt(message?: string, initial?: string): Promise<string>;',
  'declare function confirm(message?: string): Promise<boolean>;',
  'declare function alert(message?: string): Promise<void>;',
];

/** Lines of a cell's file before the cell. */
export const LINES_BEFORE = 1;

/**
 * Returns the text of a cell's file.
 *
 * @param known the variables of earlier cells
 * @param options.declared what the cell declares, as far as that is known
 * @param options.names those that the cell may use
 */
export function cellFile(
  code: string,
  known: ReadonlyMap<string, Origin>,
  { declared, names: words }: { declared: readonly string[]; names: ReadonlySet<string> },
): string {
  const own = new Set(declared);
  const numbers = new Set([...known.values()].flatMap(({ cell: { file } }) => file ?? []));
  const files = [...numbers].sort((a, b) => a - b);
  const imports = files.map((file) => `import * as __cell_${file} from './__cell_${file}__';`);
  const names = [...known].flatMap(([name, { cell, as }]) => {
    const { file } = cell;
    if (!words.has(name) || own.has(name) || file === undefined) return [];
    const exported = `__cell_${file}.${exportOf(name)}`;
    return as === 'alias'
      ? [`import ${name} = ${exported};`]
      : [`declare ${as} ${name}: typeof ${exported};`];
  });
  const globals = GLOBALS.filter((line) => {
    const name = /function (\w+)/.exec(line)?.[1] ?? '';
    return words.has(name) && !own.has(name) && !known.has(name);
  });
  const exported = declared.map((name) => `${name} as ${exportOf(name)}`).join(', ');
  return `${[...imports, ...globals, ...names].join(' ')} export {};\n${code}\nexport { ${exported} };\n`;
}

/** Returns a position in a cell's file. The protocol counts in UTF-16 code units, as JavaScript. */
export function positionOf(code: string, offset: number): Range['start'] {
  const before = code.slice(0, offset).split('\n');
  return { line: before.length - 1 + LINES_BEFORE, character: before.at(-1)?.length ?? 0 };
}

/** Returns the words of a cell. The names that it uses are among them. */
export function wordsOf(code: string): Set<string> {
  return new Set(code.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
}

/** A name of a cell, as TypeScript writes it in another file. */
const NAME_OF_CELL = /(?:import\("[^"]*__cell_(\d+)__"\)|\b__cell_(\d+))\.\$?([\p{ID_Continue}$]+)/gu;

/**
 * Returns what TypeScript says with the names of cells in place of those of their files. Of a name
 * that several cells declare, it says which one is meant: `cell [2].Net`.
 *
 * @param numberOf returns the execution count of the cell that has a file
 */
export function withoutFiles(text: string, numberOf: (file: number) => number | undefined): string {
  const files = new Map<string, Set<string>>();
  for (const [, imported, local, name = ''] of text.matchAll(NAME_OF_CELL))
    files.set(name, new Set(files.get(name)).add(imported ?? local ?? ''));
  return text.replace(NAME_OF_CELL, (_, imported: string | undefined, local: string, name: string) => {
    const number = numberOf(Number(imported ?? local));
    return number && (files.get(name)?.size ?? 0) > 1 ? `cell [${number}].${name}` : name;
  });
}

/** A cell may export a name itself, so the kernel exports it under another one. */
function exportOf(name: string): string {
  return `$${name}`;
}
