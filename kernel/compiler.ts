/**
 * tslab's compiler for cells, changed for this repository: imports resolve from the notebook's
 * folder, options are strict, the output has source maps, and diagnostics are thrown. tslab has no
 * settings and takes TypeScript from the module cache, so it gets a TypeScript with four wrapped
 * functions.
 */
import { createRequire, type SourceMapPayload } from 'node:module';
import type * as ts from '@tslab/typescript-for-tslab';
import { transformSync } from 'esbuild';
import type { Converter } from 'tslab/dist/converter';
import { currentCell } from './cell';
import { resetBy, withoutUnset } from './declarations';
import { CompileError } from './failures';
import { fileChanges } from './file-changes';
import { withFolderModules } from './folder-modules';
import { notebookImports } from './imports';
import { library } from './library';
import type { Positions } from './positions';
import { programCreator } from './program';
import { expandShorthands } from './shorthand';

/**
 * Options that differ from tslab's. Without `noUncheckedIndexedAccess` course code stays readable.
 */
function compilerOptions(typescript: typeof ts): ts.CompilerOptions {
  return {
    strict: true,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    inlineSourceMap: true,
  };
}

/** Lines that tslab puts before each cell: `export {};`. */
const LINES_BEFORE_CELL = 1;

/**
 * Returns the compiler. Takes seconds, as it loads TypeScript and Node's types.
 *
 * @param root the repository's root, with forward slashes as in TypeScript
 * @param notebookFolder the folder from which relative imports of cells resolve
 * @param positions gets the source maps of everything that is compiled
 * @param isSet returns whether a variable that a cell declared has a value
 */
export function createCompiler(
  root: string,
  notebookFolder: string,
  positions: Positions,
  isSet: (name: string) => boolean,
): Converter {
  const requireOfTslab = createRequire(require.resolve('tslab'));
  const typescriptFile = requireOfTslab.resolve('@tslab/typescript-for-tslab');
  const typescript: typeof ts = requireOfTslab(typescriptFile);
  const changes = fileChanges(typescript.FileWatcherEventKind);
  Object.assign(typescript.sys, {
    getCurrentDirectory: () => root,
    watchFile: changes.watchFile,
    watchDirectory: () => ({ close() {} }),
  });

  const modules = library(root);
  let program: ts.BuilderProgram | undefined;
  replaceExports(typescriptFile, typescript, {
    createWatchCompilerHost(
      files: string[],
      options: ts.CompilerOptions,
      system: ts.System,
      _createProgram: null,
      ...rest: [ts.DiagnosticReporter, ts.WatchStatusReporter]
    ) {
      const all = { ...options, ...compilerOptions(typescript) };
      const create = programCreator(typescript);
      const host = typescript.createWatchCompilerHost(files, all, system, create, ...rest);
      return Object.assign(
        host,
        notebookImports(typescript, host, { root, notebookFolder, exists: changes.exists }),
      );
    },
    createWatchProgram(host: ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>) {
      const { afterProgramCreate } = host;
      host.afterProgramCreate = (created) => {
        program = created;
        expandShorthands(typescript, created);
        modules.passThrough(created);
        afterProgramCreate?.(created);
      };
      return typescript.createWatchProgram(host);
    },
    getPreEmitDiagnosticsOfFiles(of: ts.Program, files: ts.SourceFile[]) {
      const toCheck = modules.toCheck(files);
      const others = files.filter((file) => !toCheck.includes(file));
      const found: ts.Diagnostic[] = [
        ...others.flatMap((file) => of.getSyntacticDiagnostics(file)),
        ...typescript.getPreEmitDiagnosticsOfFiles(of, toCheck),
      ];
      // tslab loses the file name of a message with nested details, so the message is flattened
      // here.
      return found.map((one) => ({
        ...one,
        messageText: typescript.flattenDiagnosticMessageText(one.messageText, '\n'),
      }));
    },
    transpileModule: (code: string, options: ts.TranspileOptions) => {
      const module = modules.emitted();
      return module
        ? transpileSource(code, { root, module, positions })
        : transpileWithPositions(typescript, code, options, root, positions);
    },
  });

  const { createConverter }: typeof import('tslab/dist/converter') = require('tslab/dist/converter');
  const converter = createConverter();
  let declared = '';
  let reset = new Set<string>(); // variables that the last compiled cell declares
  return {
    ...converter,
    convert(declarations, code) {
      changes.report((changed) => {
        const files = [...dependants(program, changed)];
        modules.changed([...changed, ...files]);
        return files;
      });
      const result = converter.convert(visible(declarations), code);
      if (result.diagnostics.length > 0) throw new CompileError(result.diagnostics);
      declared = result.declOutput ?? '';
      reset = resetBy(result.output ?? '');
      return { ...result, sideOutputs: withFolderModules(result.sideOutputs ?? []) };
    },
    complete: (declarations, code, position) => converter.complete(visible(declarations), code, position),
    inspect: (declarations, code, position) => converter.inspect(visible(declarations), code, position),
  };

  /**
   * tslab passes other declarations than those of the last compiled cell only if that cell failed.
   */
  function visible(declarations: string): string {
    if (declarations === declared) return declared;
    return withoutUnset(typescript, declared, (name) => !reset.has(name) || isSet(name));
  }
}

/** Yields the source files that import one of `changed`, directly or through others. */
function* dependants(program: ts.BuilderProgram | undefined, changed: ReadonlySet<string>): Iterable<string> {
  for (const file of program?.getSourceFiles() ?? [])
    if (!file.isDeclarationFile && program?.getAllDependencies(file).some((path) => changed.has(path)))
      yield file.fileName;
}

/** TypeScript's exports are read-only, so the module that tslab loads becomes a changed copy. */
function replaceExports(file: string, typescript: typeof ts, replacements: object): void {
  const module = require.cache[file];
  if (!module) throw new Error(`TypeScript at ${file} is not loaded`);
  module.exports = { ...typescript, ...replacements };
}

/**
 * Compiles a library module, and records where each position of the result comes from. esbuild
 * takes about a millisecond, TypeScript 40. tsx compiles the same modules with it for commands.
 * Its process ends with the kernel, so no signal of it can hit a computation (`lib/signals.ts`).
 */
function transpileSource(
  code: string,
  { root, module, positions }: { root: string; module: string; positions: Positions },
): ts.TranspileOutput {
  const { code: outputText, map } = transformSync(code, {
    loader: 'ts',
    format: 'cjs',
    target: 'es2022',
    sourcefile: module,
    sourcemap: 'external',
  });
  positions.add(`${root}/${module.replace(/\.ts$/, '.js')}`, {
    maps: [JSON.parse(map)],
    source: module,
    linesBefore: 0,
    lines: outputText.split('\n').length,
  });
  return { outputText };
}

const LINK_TO_MAP = /\/\/# sourceMappingURL=\S*\s*$/;
const INLINE_MAP = '//# sourceMappingURL=data:application/json;base64,';

/** Calls `ts.transpileModule` and records where each position of the result comes from. */
function transpileWithPositions(
  typescript: typeof ts,
  code: string,
  options: ts.TranspileOptions,
  root: string,
  positions: Positions,
): ts.TranspileOutput {
  const mapAt = code.lastIndexOf(INLINE_MAP);
  if (mapAt < 0) return typescript.transpileModule(code, options);
  const plain = code.slice(0, mapAt);
  const encoded = code.slice(mapAt + INLINE_MAP.length);
  const compilerOptions = { ...options.compilerOptions, sourceMap: true };
  const output = typescript.transpileModule(plain, { ...options, compilerOptions });
  const firstMap: SourceMapPayload = JSON.parse(Buffer.from(encoded, 'base64').toString());
  const secondMap: SourceMapPayload = JSON.parse(output.sourceMapText ?? '');
  const outputText = output.outputText.replace(LINK_TO_MAP, '');

  // The path is relative to an output folder that never exists but mirrors the repository.
  const source = firstMap.sources[0]?.replace(/^(\.\.\/)+/, '') ?? '';
  const maps = [secondMap, firstMap];
  const lines = outputText.split('\n').length;
  if (source !== '__tslab__.ts') {
    const script = `${root}/${source.replace(/\.tsx?$/, '.js')}`;
    positions.add(script, { maps, source, linesBefore: 0, lines });
    return { ...output, outputText };
  }
  const number = currentCell()?.number ?? 0;
  positions.add(`cell-${number}`, {
    maps,
    source: `cell [${number}]`,
    linesBefore: LINES_BEFORE_CELL,
    lines,
  });
  return { ...output, outputText: `${outputText}\n//# sourceURL=cell-${number}` };
}
