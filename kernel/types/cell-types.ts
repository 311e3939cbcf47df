/**
 * The types of cells. TypeScript checks each cell as a module in the notebook's folder. That module
 * exists only in the memory of the language server.
 */
import { basename, dirname, fileUrl, join, resolve, sep, sourceText } from '../platform';
import {
  type CheckedFile,
  cellFile,
  cellFileName,
  isCellName,
  LINES_BEFORE,
  type Origin,
  wordsOf,
} from './cell-file';
import type { Diagnostic } from './diagnostic';
import type { LanguageServer } from './language-server';
import type { LspCompletion, LspDiagnostic, LspSymbol, Range } from './protocol';

/** A variable of a cell, as TypeScript sees it. */
export interface TypedName {
  name: string;
  as: Origin['as'];
  /** Whether it is a type only, which has no value. */
  isType: boolean;
}

/** A cell that is to be checked. */
export interface CheckedCell {
  code: string;
  /** The variables that the cell declares. Types are found by the check. */
  declared: readonly TypedName[];
  /** What the cell imports. */
  imports: readonly string[];
  /** The files of the reader's own modules that it imports, directly or through others. */
  modules: readonly string[];
}

/** What completes the text before the cursor. */
export interface Completion {
  /** The range that each candidate replaces. */
  start: number;
  end: number;
  candidates: string[];
}

export interface CellTypes {
  /** Returns what is wrong with a cell that is to run, and with the modules that it imports. */
  check(cell: CheckedCell): Promise<Diagnostic[]>;
  /**
   * Makes what the last checked cell declared known to later cells.
   *
   * @param set the variables that got their values, as far as the cell ran
   */
  keep(set: ReadonlySet<string>): void;
  /** Records files that changed on the disk. */
  changed(files: Iterable<string>): void;
  complete(code: string, offset: number): Promise<Completion>;
  /** Returns type and documentation of what is at an offset, as Markdown. */
  inspect(code: string, offset: number): Promise<string | undefined>;
  close(): void;
}

const ERROR = 1;
/** TypeScript's code of "Cannot find module". */
const NO_MODULE = new Set([2307, 2792]);
/** "Could not find a declaration file": what JavaScript without types exports is `any`. */
const NO_TYPES = 7016;
/** "Variable implicitly has an 'any' type": of a `let` without type and value, in a later cell. */
const UNTYPED = 7005;
/** What the place of a name that is not imported begins with. */
const AUTO_IMPORT = '16';
/** The number of files for cells that the project has room for at first. */
const ROOM = 32;
/** A comment at the top of a cell that switches the check off. */
const NO_CHECK = /^(?:\s*\/\/.*\n)*\s*\/\/\/?\s*@ts-nocheck\b/;
const DECLARES_TYPE = /\b(?:interface|type|enum|namespace|module|class)\s+[\p{ID_Start}$_]/u;

/** TypeScript, and how it is set up. */
export interface TypeScript {
  startLanguageServer(folder: string): LanguageServer;
  /** Returns the `tsconfig.json` of a project with these files. */
  projectConfig(files: readonly string[]): string;
}

/**
 * Returns the types of a notebook's cells. TypeScript starts at once, so that it is ready for the
 * first cell.
 *
 * @param folder the notebook's folder
 */
export function cellTypes(folder: string, { startLanguageServer, projectConfig }: TypeScript): CellTypes {
  const known = new Map<string, Origin>();
  const texts = new Map<string, string>(); // what the server has of each file
  const checkedBeside = new Map<string, Set<string>>(); // modules in other folders, by folder
  let server: LanguageServer = startLanguageServer(folder);
  let version = 0;
  let room = ROOM;
  let file = 1; // the number of the next cell's file
  let checked: CheckedFile | undefined; // the cell that was checked last
  let last: TypedName[] = [];
  let missesModule = false;
  let turn: Promise<unknown> = Promise.resolve();

  writeConfig();
  return {
    check: (cell) => inTurn(() => check(cell)),
    keep: (set) => void inTurn(() => keep(set)),
    changed: (files) => void inTurn(() => changed(files)),
    complete: (code, offset) => inTurn(() => complete(code, offset)),
    inspect: (code, offset) => inTurn(() => inspect(code, offset)),
    close: () => server.close(),
  };

  /**
   * One after the other: a completion during a check would put its text into the file of the cell
   * that is checked, and what `keep` keeps belongs to the check before.
   */
  function inTurn<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  }

  /** A module that was missing may be there now, so TypeScript looks for it from the start. */
  function restart(): void {
    server.close();
    server = startLanguageServer(folder);
    const before = [...texts];
    texts.clear();
    for (const [name, text] of before) write(name, text);
  }

  function uriOf(name: string): string {
    return fileUrl(resolve(folder, name));
  }

  function document(name: string, text: string) {
    return { uri: uriOf(name), languageId: name.endsWith('.json') ? 'json' : 'typescript', version: 1, text };
  }

  function write(name: string, text: string): void {
    if (texts.get(name) === text) return;
    if (texts.has(name)) {
      version += 1;
      server.notify('textDocument/didChange', {
        textDocument: { uri: uriOf(name), version: version + 1 },
        contentChanges: [{ text }],
      });
    } else {
      server.notify('textDocument/didOpen', { textDocument: document(name, text) });
    }
    texts.set(name, text);
  }

  /**
   * Makes a text that of the next cell, and returns the name of its file. A new file costs
   * TypeScript more than a change. So the cell takes the file of the one before, unless it needs
   * that.
   *
   * @param names the variables of earlier cells that it may use
   */
  function writeCell(
    code: string,
    declared: readonly string[] = [],
    names: ReadonlySet<string> = wordsOf(code),
  ): string {
    const own = new Set(declared);
    const used = [...names].filter((word) => !own.has(word)).flatMap((word) => known.get(word) ?? []);
    const needed = new Set(used.map(({ cell }) => cell));
    if (checked?.file === file) {
      if (checked.mustStay || needed.has(checked)) file += 1;
      else checked.file = undefined;
    }
    for (const cell of needed) {
      if (cell.file !== undefined) continue;
      cell.file = file;
      makeRoom();
      write(cellFileName(file), cell.text);
      file += 1;
    }
    makeRoom();
    const name = cellFileName(file);
    write(name, cellFile(code, known, { declared, names }));
    return name;
  }

  function makeRoom(): void {
    if (file <= room) return;
    room *= 2;
    writeConfig();
  }

  function writeConfig(): void {
    const files = Array.from({ length: room }, (_, index) => cellFileName(index + 1));
    write('tsconfig.json', projectConfig(files));
  }

  async function check({ code, declared, imports, modules }: CheckedCell): Promise<Diagnostic[]> {
    if (server.hasEnded || (missesModule && imports.length > 0)) restart();
    missesModule = false;
    const values = declared.map(({ name }) => name);
    const types = DECLARES_TYPE.test(code) ? await declaredTypes(code, values) : [];
    const uri = uriOf(writeCell(code, [...new Set([...values, ...types])]));
    const found = await diagnosticsOf(uri);
    missesModule = found.some((one) => NO_MODULE.has(one.code ?? 0));
    const lines = code.split('\n').length;
    const inCell = found.flatMap((one) => {
      const line = one.range.start.line - LINES_BEFORE;
      if (one.code === UNTYPED && known.has(wordAt(code, line, one.range.start.character))) return [];
      return line >= 0 && line < lines ? [diagnosticOf(one, code, LINES_BEFORE)] : [];
    });
    const others: Diagnostic[] = [];
    for (const path of modules) others.push(...(await checkModule(path)));
    const all = NO_CHECK.test(code) ? others : [...inCell, ...others];
    if (all.length > 0) return all;
    const named = declared.map(
      (one): TypedName => (types.includes(one.name) ? { ...one, as: 'alias' } : one),
    );
    const onlyTypes = types.filter((name) => !values.includes(name));
    last = [...named, ...onlyTypes.map((name): TypedName => ({ name, as: 'alias', isType: true }))];
    checked = {
      file,
      text: texts.get(cellFileName(file)) ?? '',
      mustStay: imports.length > 0 || /\b(?:import|declare)\b/.test(code),
    };
    return [];
  }

  /** Returns the interfaces, types, enums, namespaces and classes at a cell's top level. */
  async function declaredTypes(code: string, values: readonly string[]): Promise<string[]> {
    const uri = uriOf(writeCell(code, values));
    const symbols = await server.ask<LspSymbol[] | null>('textDocument/documentSymbol', {
      textDocument: { uri },
    });
    const names = new Set(symbols?.map(({ name }) => name));
    const before =
      /\b(?:interface|type|enum|namespace|module|class)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;
    const candidates = new Set([...code.matchAll(before)].map(([, name = '']) => name));
    return [...candidates].filter((name) => names.has(name));
  }

  async function diagnosticsOf(uri: string): Promise<LspDiagnostic[]> {
    const { items } = await server.ask<{ items: LspDiagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    const errors = items.filter(({ severity, code }) => severity === ERROR && code !== NO_TYPES);
    const syntax = errors.filter(({ code = 0 }) => code < 2000);
    return syntax.length > 0 ? syntax : errors; // types of broken syntax mean nothing
  }

  async function checkModule(path: string): Promise<Diagnostic[]> {
    const uri = fileUrl(path);
    const text = sourceText(path);
    if (!path.startsWith(folder + sep)) giveProject(path);
    server.notify('textDocument/didOpen', {
      textDocument: { uri, languageId: /x$/.test(path) ? 'typescriptreact' : 'typescript', version: 1, text },
    });
    const found = await diagnosticsOf(uri);
    server.notify('textDocument/didClose', { textDocument: { uri } });
    return found.map((one) => ({ ...diagnosticOf(one, text, 0), fileName: path }));
  }

  /**
   * Makes a module part of a small project. Otherwise TypeScript would load the project that the
   * folders above it belong to, with a thousand files.
   */
  function giveProject(path: string): void {
    const home = dirname(path);
    const files = checkedBeside.get(home) ?? new Set();
    checkedBeside.set(home, files.add(basename(path)));
    write(join(home, 'tsconfig.json'), projectConfig([...files]));
  }

  function keep(set: ReadonlySet<string>): void {
    const cell = checked;
    if (!cell) return;
    for (const { name, as, isType } of last) if (isType || set.has(name)) known.set(name, { cell, as });
    last = [];
  }

  function changed(files: Iterable<string>): void {
    const changes = [...files].map((path) => ({ uri: fileUrl(path), type: 2 }));
    if (changes.length > 0) server.notify('workspace/didChangeWatchedFiles', { changes });
  }

  async function complete(code: string, offset: number): Promise<Completion> {
    const before = code.slice(0, offset);
    const uri = uriOf(writeCell(code, [], new Set([...wordsOf(code), ...beginningLike(before)])));
    const position = positionOf(code, offset);
    const answer = await server.ask<LspCompletion[] | { items: LspCompletion[] } | null>(
      'textDocument/completion',
      { textDocument: { uri }, position },
    );
    const items = Array.isArray(answer) ? answer : (answer?.items ?? []);
    const lineStart = before.lastIndexOf('\n') + 1;
    const word = offset - (/[\p{ID_Continue}$]*$/u.exec(before)?.[0].length ?? 0);
    const startOf = ({ textEdit }: LspCompletion) =>
      textEdit ? lineStart + textEdit.range.start.character : word;
    const fitting = items.filter(
      (item) => item.label.startsWith(code.slice(startOf(item), offset)) && isInScope(item),
    );
    const start = Math.min(...fitting.map(startOf), offset);
    fitting.sort((a, b) => order(a).localeCompare(order(b)));
    const candidates = fitting.map(
      (item) => code.slice(start, startOf(item)) + item.label.replace(/\?$/, ''),
    );
    return { start: fitting.length > 0 ? start : word, end: offset, candidates: [...new Set(candidates)] };
  }

  /** Returns the variables of earlier cells that may complete the last word of a text. */
  function beginningLike(text: string): string[] {
    const [, other, word = ''] = /([.'"`/]?)([\p{ID_Continue}$]*)$/u.exec(text) ?? [];
    return other ? [] : [...known.keys()].filter((name) => name.startsWith(word));
  }

  async function inspect(code: string, offset: number): Promise<string | undefined> {
    const uri = uriOf(writeCell(code));
    const answer = await server.ask<{ contents: string | { value: string } } | null>('textDocument/hover', {
      textDocument: { uri },
      position: positionOf(code, offset),
    });
    if (!answer) return undefined;
    const { contents } = answer;
    return typeof contents === 'string' ? contents : contents.value;
  }
}

function wordAt(code: string, line: number, column: number): string {
  const text = code.split('\n')[line]?.slice(column) ?? '';
  return /^[\p{ID_Continue}$]*/u.exec(text)?.[0] ?? '';
}

/** Leaves out what would have to be imported first, and names of the kernel. */
function isInScope({ label, sortText = '' }: LspCompletion): boolean {
  return !sortText.startsWith(AUTO_IMPORT) && !isCellName(label);
}

function order({ sortText, label }: LspCompletion): string {
  return `${sortText ?? ''} ${label}`;
}

/** Returns a position in a cell's file. The protocol counts in UTF-16 code units, as JavaScript. */
function positionOf(code: string, offset: number): Range['start'] {
  const before = code.slice(0, offset).split('\n');
  return { line: before.length - 1 + LINES_BEFORE, character: before.at(-1)?.length ?? 0 };
}

function diagnosticOf({ range, message }: LspDiagnostic, code: string, linesBefore: number): Diagnostic {
  const lines = code.split('\n');
  const at = ({ line, character }: Range['start']) => {
    const shifted = Math.min(line - linesBefore, lines.length - 1);
    return { line: shifted, column: shifted < line - linesBefore ? (lines.at(-1)?.length ?? 0) : character };
  };
  return { start: at(range.start), end: at(range.end), message };
}
