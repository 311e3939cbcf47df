import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from '../lib/repository';

/**
 * Writes the declarations of all modules of a package. Those for `import` repeat those for
 * `require`, which are CommonJS and import each other without extensions.
 *
 * @param sources the folder of the package
 * @param entries the files that others import; the first is `index.ts`
 */
export function writeDeclarations(sources: string, entries: readonly string[], folder: string): void {
  const configFile = join(repositoryRoot(), 'tsconfig.json');
  const { config } = ts.readConfigFile(configFile, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, repositoryRoot());
  const program = ts.createProgram(
    entries.map((name) => join(sources, name)),
    {
      ...options,
      declaration: true,
      emitDeclarationOnly: true,
      incremental: false,
      noEmit: false,
      outDir: folder,
      rootDir: sources,
      stripInternal: true,
      tsBuildInfoFile: undefined,
    },
  );
  const { diagnostics } = program.emit();
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, formatHost));
  writeFileSync(join(folder, 'index.d.mts'), "export * from './index.js';\n");
}

const formatHost: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: repositoryRoot,
  getNewLine: () => '\n',
};
