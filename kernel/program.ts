/**
 * The compiler's program for a cell. TypeScript's own builder records for every cell what each of a
 * thousand files imports, most of them declarations of packages. The kernel needs that of a few
 * modules only, and follows their imports when it is asked.
 */
import type * as ts from '@tslab/typescript-for-tslab';

/** A source file with a field that TypeScript does not declare. */
type ResolvedFile = ts.SourceFile & {
  resolvedModules?: {
    forEach(
      visit: (resolved: Pick<ts.ResolvedModuleWithFailedLookupLocations, 'resolvedModule'>) => void,
    ): void;
  };
};

/** Returns a function that creates the program of a cell from that of the cell before. */
export function programCreator(typescript: typeof ts): ts.CreateProgram<ts.BuilderProgram> {
  return (rootNames, options, ...rest) => {
    const program = typescript.createAbstractBuilder(rootNames, options, ...rest);
    return Object.assign(program, {
      getAllDependencies: (file: ts.SourceFile) => [...withImports(program, file)],
    });
  };
}

/** Returns the names of a source file and of all that it imports, directly or through others. */
function withImports(program: ts.BuilderProgram, file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  const visit = (imported: ResolvedFile | undefined) => {
    if (!imported || names.has(imported.fileName)) return;
    names.add(imported.fileName);
    if (imported.isDeclarationFile) return; // it imports only declarations
    imported.resolvedModules?.forEach(({ resolvedModule }) => {
      if (resolvedModule) visit(program.getSourceFile(resolvedModule.resolvedFileName));
    });
  };
  visit(file);
  return names;
}
