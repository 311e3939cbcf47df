/**
 * The types of cells. TypeScript checks each cell as a module in the notebook's folder. That module
 * exists only in the memory of the language server.
 */
import {
  type CheckedFile,
  cellFile,
  cellFileName,
  LINES_BEFORE,
  type Origin,
  positionOf,
  withoutFiles,
  wordsOf,
} from './cell-file';
import { beginningLike, type Completion, completionOf } from './completion';
import { type Diagnostic, diagnosticOf } from './diagnostic';
import { openProject, type TypeScript } from './project';
import type { LspCompletion, LspSymbol } from './protocol';

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
  /** Its execution count, if it has one. */
  number?: number | undefined;
  /** The variables that the cell declares. Types are found by the check. */
  declared: readonly TypedName[];
  /** What the cell imports. */
  imports: readonly string[];
  /** The files of the reader's own modules that it imports, directly or through others. */
  modules: readonly string[];
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
  /** Ends a check that goes on, which then fails: TypeScript starts again. */
  abandon(): void;
  /** Records files that changed on the disk. */
  changed(files: Iterable<string>): void;
  complete(code: string, offset: number): Promise<Completion>;
  /** Returns type and documentation of what is at an offset, as Markdown. */
  inspect(code: string, offset: number): Promise<string | undefined>;
  close(): void;
}

/** TypeScript's code of "Cannot find module". */
const NO_MODULE = new Set([2307, 2792]);
/** "Variable implicitly has an 'any' type": of a `let` without type and value, in a later cell. */
const UNTYPED = 7005;
/** The number of files for cells that the project has room for at first. */
const ROOM = 32;
/** A comment at the top of a cell that switches the check off. */
const NO_CHECK = /^(?:\s*\/\/.*\n)*\s*\/\/\/?\s*@ts-nocheck\b/;
/** What may declare a type, with its name. */
const TYPE_DECLARATION =
  /\b(?:interface|type|enum|namespace|module|class)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;

/**
 * Returns the types of a notebook's cells. TypeScript starts at once, so that it is ready for the
 * first cell.
 *
 * @param folder the notebook's folder
 */
export function cellTypes(folder: string, typescript: TypeScript): CellTypes {
  const project = openProject(folder, typescript);
  const known = new Map<string, Origin>();
  const numbers = new Map<number, number | undefined>(); // execution counts, by file
  let room = ROOM;
  let file = 1; // the number of the next cell's file
  let checked: CheckedFile | undefined; // the cell that was checked last
  let last: TypedName[] = [];
  let missesModule = false;
  let turn: Promise<unknown> = Promise.resolve();

  configure();
  return {
    check: (cell) => inTurn(() => check(cell)),
    keep: (set) => void inTurn(() => keep(set)),
    abandon: () => project.restart(),
    changed: (files) => void inTurn(() => project.changed(files)),
    complete: (code, offset) => inTurn(() => complete(code, offset)),
    inspect: (code, offset) => inTurn(() => inspect(code, offset)),
    close: () => project.close(),
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
      numbers.set(file, cell.number);
      makeRoom();
      project.write(cellFileName(file), cell.text);
      file += 1;
    }
    makeRoom();
    const name = cellFileName(file);
    project.write(name, cellFile(code, known, { declared, names }));
    return name;
  }

  function makeRoom(): void {
    if (file <= room) return;
    room *= 2;
    configure();
  }

  function configure(): void {
    project.configure(Array.from({ length: room }, (_, index) => cellFileName(index + 1)));
  }

  async function check({ code, number, declared, imports, modules }: CheckedCell): Promise<Diagnostic[]> {
    // A module that was missing may be there now.
    if (project.hasEnded || (missesModule && imports.length > 0)) project.restart();
    missesModule = false;
    const values = declared.map(({ name }) => name);
    const types = await declaredTypes(code, values);
    const found = await project.errorsIn(writeCell(code, [...new Set([...values, ...types])]));
    numbers.set(file, number);
    missesModule = found.some((one) => NO_MODULE.has(one.code ?? 0));
    const lines = code.split('\n').length;
    const inCell = found.flatMap((one) => {
      const line = one.range.start.line - LINES_BEFORE;
      if (one.code === UNTYPED && known.has(wordAt(code, line, one.range.start.character))) return [];
      const message = withoutFiles(one.message, (of) => numbers.get(of));
      return line >= 0 && line < lines ? [diagnosticOf({ ...one, message }, code, LINES_BEFORE)] : [];
    });
    const others: Diagnostic[] = [];
    for (const path of modules) others.push(...(await project.checkModule(path)));
    const all = NO_CHECK.test(code) ? others : [...inCell, ...others];
    if (all.length > 0) return all;
    const named = declared.map(
      (one): TypedName => (types.includes(one.name) ? { ...one, as: 'alias' } : one),
    );
    const onlyTypes = types.filter((name) => !values.includes(name));
    last = [...named, ...onlyTypes.map((name): TypedName => ({ name, as: 'alias', isType: true }))];
    checked = {
      number,
      file,
      text: project.textOf(cellFileName(file)),
      mustStay: imports.length > 0 || /\b(?:import|declare)\b/.test(code),
    };
    return [];
  }

  /** Returns the interfaces, types, enums, namespaces and classes at a cell's top level. */
  async function declaredTypes(code: string, values: readonly string[]): Promise<string[]> {
    const candidates = new Set([...code.matchAll(TYPE_DECLARATION)].map(([, name = '']) => name));
    if (candidates.size === 0) return [];
    const symbols = await project.ask<LspSymbol[] | null>(
      'textDocument/documentSymbol',
      writeCell(code, values),
    );
    const names = new Set(symbols?.map(({ name }) => name));
    return [...candidates].filter((name) => names.has(name));
  }

  function keep(set: ReadonlySet<string>): void {
    const cell = checked;
    if (!cell) return;
    for (const { name, as, isType } of last) if (isType || set.has(name)) known.set(name, { cell, as });
    last = [];
  }

  async function complete(code: string, offset: number): Promise<Completion> {
    const names = beginningLike(code.slice(0, offset), known.keys());
    const name = writeCell(code, [], new Set([...wordsOf(code), ...names]));
    const answer = await project.ask<LspCompletion[] | { items: LspCompletion[] } | null>(
      'textDocument/completion',
      name,
      { position: positionOf(code, offset) },
    );
    return completionOf(code, offset, Array.isArray(answer) ? answer : (answer?.items ?? []));
  }

  async function inspect(code: string, offset: number): Promise<string | undefined> {
    const answer = await project.ask<{ contents: string | { value: string } } | null>(
      'textDocument/hover',
      writeCell(code),
      { position: positionOf(code, offset) },
    );
    if (!answer) return undefined;
    const { contents } = answer;
    return withoutFiles(typeof contents === 'string' ? contents : contents.value, () => undefined);
  }
}

function wordAt(code: string, line: number, column: number): string {
  const text = code.split('\n')[line]?.slice(column) ?? '';
  return /^[\p{ID_Continue}$]*/u.exec(text)?.[0] ?? '';
}
