/** Runs the code of cells, one at a time: compiles it, checks its types, and evaluates it. */
import { currentCell } from './cell';
import { type CompiledCell, compileCell, type StripTypes } from './compile-cell';
import { CompileError } from './failures';
import { evaluate as evaluateScript } from './platform';
import type { Positions } from './positions';
import type { CellHost } from './script/cell-script';
import { liveScope } from './script/live-scope';
import { exportOf } from './script/module-exports';
import type { LoopHost } from './script/ticks';
import type { Stops } from './stops';
import type { CellTypes, CheckedCell, TypedName } from './types/cell-types';
import type { Completion } from './types/completion';
import type { Diagnostic } from './types/diagnostic';

/** Runs, completes and inspects code. */
export interface Runner {
  /**
   * Returns the value of a cell's last expression, which may be a promise. A cell that is stopped
   * before its code runs, while it is checked or imports, ends at once.
   *
   * @param left rejects when the cell is left although it has not ended
   * @throws what the cell throws, and `CompileError`
   */
  run(code: string, left: Promise<never>): Promise<{ value?: unknown }>;
  complete(code: string, offset: number): Promise<Completion>;
  inspect(code: string, offset: number): Promise<string | undefined>;
}

/** The modules that cells import. */
export interface CellModules {
  /** What cells see as `require`. */
  require: unknown;
  /**
   * Returns a module's exports.
   *
   * @throws what the module throws, or that it cannot be found
   */
  load(specifier: string): Promise<unknown>;
  /** Returns what `import(specifier)` gives. */
  importModule(specifier: string): Promise<unknown>;
  /** Forgets the modules whose files changed, and returns these files. */
  refresh(): string[];
  /** Returns the files that must be type-checked before a cell imports `specifiers`. */
  toCheck(specifiers: readonly string[]): string[];
}

/** What a runner works with. */
export interface RunnerOptions {
  /** The notebook's folder. */
  folder: string;
  modules: CellModules;
  positions: Positions;
  types: Pick<CellTypes, 'check' | 'abandon' | 'keep' | 'changed' | 'complete' | 'inspect'>;
  stripTypes: StripTypes;
  /** `import.meta` of cells. */
  meta: object;
  /** Stops the loops and functions of cells. */
  stops: LoopHost & Pick<Stops, 'stopIfRequested'>;
}

/** The global through which a script gets its arguments. */
const ARGUMENTS = Symbol.for('sentiment-lab.cell-arguments');

/** Returns a runner. */
export function createRunner(options: RunnerOptions): Runner {
  const { folder, modules, positions, types, stripTypes, stops } = options;
  const scope = liveScope();
  let scripts = 0;
  const meta = Object.freeze(options.meta);
  return { run, complete: types.complete, inspect: types.inspect };

  async function run(code: string, left: Promise<never>): Promise<{ value?: unknown }> {
    const signal = currentCell()?.stop.signal;
    const unlessStopped = stopper(signal);
    const compiled = await unlessStopped(compileAndCheck(code, signal));
    const done = new Set<string>();
    try {
      await load(compiled, done, unlessStopped);
      // A module that never awaits while it is loaded lets no message of a stop in.
      if (compiled.imports.length > 0) stops.stopIfRequested();
      signal?.throwIfAborted();
      return await Promise.race([evaluate(compiled, done), left]);
    } finally {
      types.keep(done);
    }
  }

  async function compileAndCheck(code: string, signal?: AbortSignal): Promise<CompiledCell> {
    types.changed(modules.refresh());
    const compiled = await compileCell(code, new Set(scope.names()), stripTypes);
    const isCompiled = !Array.isArray(compiled);
    const diagnostics = await check(isCompiled ? checkedCell(code, compiled) : unknownCell(code), signal);
    if (diagnostics.length > 0) throw new CompileError(diagnostics);
    if (!isCompiled) throw new CompileError(compiled);
    return compiled;
  }

  /** Returns what is wrong with a cell. A check may take for ever, so it ends with its cell. */
  async function check(cell: CheckedCell, signal?: AbortSignal): Promise<Diagnostic[]> {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', types.abandon);
    try {
      return await types.check(cell);
    } finally {
      signal?.removeEventListener('abort', types.abandon);
    }
  }

  function checkedCell(code: string, { declarations, imports, importedTypes }: CompiledCell): CheckedCell {
    const specifiers = imports.map(({ specifier }) => specifier);
    const values = declarations.map(({ name, kind }): TypedName => {
      const as =
        kind === 'const' ? 'const' : kind === 'let' || kind === 'var' || kind === 'reset' ? 'let' : 'alias';
      return { name, as, isType: false };
    });
    const importedAsTypes = importedTypes.map((name): TypedName => ({ name, as: 'alias', isType: true }));
    return {
      code,
      number: currentCell()?.number,
      declared: [...values, ...importedAsTypes],
      imports: specifiers,
      modules: modules.toCheck(specifiers),
    };
  }

  /** Loads what a cell imports. */
  async function load({ imports }: CompiledCell, done: Set<string>, unlessStopped: UnlessStopped) {
    for (const { specifier, names } of imports) {
      const module = await unlessStopped(modules.load(specifier));
      for (const { local, exported } of names) {
        const whole = exported === '*' ? exportOf(module, '*') : undefined;
        scope.bind(local, () => whole ?? exportOf(module, exported));
        done.add(local);
      }
    }
  }

  async function evaluate({ declarations, boxes, code, original }: CompiledCell, done: Set<string>) {
    const number = currentCell()?.number ?? 0;
    scripts += 1;
    const script = `cell-${scripts}`; // silent code has the number of a cell, and other lines
    const lines = code.text.split('\n').length - 1;
    positions.add(script, { source: `cell [${number}]`, lines, original });
    const out: CellHost['out'] = {};
    const host: CellHost = {
      tick: stops.tick,
      start: stops.start,
      stop: stops.stop,
      back: stops.back,
      done(...names) {
        for (const name of names) done.add(name);
      },
      keep(...names) {
        const undo = names.map((name) => ({ name, undo: scope.box(name).keep() }));
        return () => {
          for (const one of undo) if (!done.has(one.name)) one.undo();
        };
      },
      out,
      import: (specifier) => modules.importModule(String(specifier)),
      meta,
    };
    const before = new Set(scope.names());
    scope.declare(declarations);
    for (const { name, kind } of declarations)
      if (kind === 'reset' || (kind === 'var' && !before.has(name))) done.add(name);
    Object.assign(globalThis, { [ARGUMENTS]: [...boxes.map(scope.box), host, modules.require, folder] });
    await evaluateScript(`${code.text}(...globalThis[Symbol.for('sentiment-lab.cell-arguments')])`, script);
    for (const { name } of declarations) done.add(name);
    return { value: out.v };
  }

  function unknownCell(code: string): CheckedCell {
    return { code, number: currentCell()?.number, declared: [], imports: [], modules: [] };
  }
}

/** Returns what `work` gives, or rejects as soon as the cell is stopped. */
type UnlessStopped = <Result>(work: Promise<Result>) => Promise<Result>;

function stopper(signal?: AbortSignal): UnlessStopped {
  const stopped = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  stopped.catch(() => {});
  return async (work) => {
    const result = await Promise.race([work, stopped]);
    signal?.throwIfAborted();
    return result;
  };
}
