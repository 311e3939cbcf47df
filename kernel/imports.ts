/**
 * How imports of cells resolve. tslab puts every cell into a virtual source file in the
 * repository's root, because it can import only source files below that file's folder. But a cell
 * imports `../lib/backend` relative to the notebook. So the imports of that file resolve from the
 * notebook's folder.
 */
import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type * as ts from '@tslab/typescript-for-tslab';

/** tslab's source file of the current cell, and its declarations of earlier cells. */
const CELL_FILES = ['__tslab__.ts', '__prev__.d.ts'];

type ResolveImports = NonNullable<ts.ModuleResolutionHost & ts.CompilerHost>['resolveModuleNameLiterals'];

export interface Imports {
  resolveModuleNameLiterals: NonNullable<ResolveImports>;
  /** Returns the cache that TypeScript uses for its own lookups. */
  getModuleResolutionCache(): ts.ModuleResolutionCache;
  /** Returns whether a file's imports must resolve again because one was not found or is gone. */
  hasInvalidatedResolutions(path: string): boolean;
}

interface Options {
  /** The repository's root. */
  root: string;
  notebookFolder: string;
  /** Returns whether a source file exists. */
  exists(path: string): boolean;
}

/** Returns the module resolution for cells and all other files. */
export function notebookImports(
  typescript: typeof ts,
  host: ts.ModuleResolutionHost,
  { root, notebookFolder, exists }: Options,
): Imports {
  /** Where packages and the files in them are. They are assumed to stay there. */
  const known = typescript.createModuleResolutionCache(root, (name) => name);
  /**
   * The resolved source files by importing file; undefined for an import that was not found.
   * Node's modules are left out: they have no file, and would make the compiler check every file
   * for every cell.
   */
  const found = new Map<string, (string | undefined)[]>();

  return {
    resolveModuleNameLiterals(literals, importer, redirected, options) {
      const resolve = (name: string, from: string): ts.ResolvedModuleWithFailedLookupLocations => {
        if (isBuiltin(name)) return { resolvedModule: undefined }; // declared by Node's types
        const lookUp = (cache?: ts.ModuleResolutionCache) =>
          typescript.resolveModuleName(name, from, options, host, cache, redirected);
        if (isPackaged(from)) return lookUp(known);
        if (isPath(name)) return lookUp();
        const result = lookUp(known);
        return result.resolvedModule ? result : lookUp(); // it may have been installed meanwhile
      };
      const results = literals.map((literal) => {
        if (!isCellFile(importer)) return resolve(literal.text, importer);
        const fromNotebook = posix.join(notebookFolder, posix.basename(importer));
        if (!writtenByCompiler(literal)) return resolve(literal.text, fromNotebook);
        const result = resolve(literal.text, importer);
        return result.resolvedModule ? result : resolve(literal.text, fromNotebook);
      });
      if (!isPackaged(importer))
        found.set(
          importer,
          results.flatMap(({ resolvedModule }, n) =>
            isBuiltin(literals[n]!.text) ? [] : [resolvedModule?.resolvedFileName],
          ),
        );
      return results;
    },
    getModuleResolutionCache: () => known,
    hasInvalidatedResolutions(path) {
      return found.get(path)?.some((file) => !file || !exists(file)) ?? false;
    },
  };

  function isCellFile(path: string): boolean {
    return CELL_FILES.includes(posix.basename(path)) && posix.dirname(path) === root;
  }

  /**
   * In its declarations of earlier cells the compiler writes inferred types as
   * `import('./lib/x').T`, relative to the root, where it assumes the cells to be.
   */
  function writtenByCompiler({ text, parent }: ts.StringLiteralLike): boolean {
    return text.startsWith('./') && parent?.parent?.kind === typescript.SyntaxKind.ImportType;
  }
}

function isPackaged(path: string): boolean {
  return path.includes('/node_modules/');
}

/** Returns whether an import names a file, and not a package. */
function isPath(name: string): boolean {
  return name.startsWith('.') || posix.isAbsolute(name);
}
