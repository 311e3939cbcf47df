import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from '../lib/repository';

/**
 * Writes the declarations of all modules of a package. Those for `import` repeat those for
 * `require`, which are CommonJS and import each other without extensions.
 *
 * @param sources the folder of the package
 * @param entries the files that others import
 * @param change returns the text to write instead of a declaration, or undefined for none
 */
export function writeDeclarations(
  sources: string,
  entries: readonly string[],
  folder: string,
  change: (file: string, text: string) => string | undefined = (_, text) => text,
): void {
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
  const { diagnostics } = program.emit(undefined, (file, text) => {
    const changed = change(relative(folder, file), text);
    if (changed === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, changed);
  });
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, formatHost));
  for (const entry of entries.filter((name) => /(^|[/])(index|browser)[.]ts$/.test(name))) {
    const name = entry.slice(0, -'.ts'.length);
    writeFileSync(join(folder, `${name}.d.mts`), `export * from './${basename(name)}.js';\n`);
  }
}

const formatHost: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: repositoryRoot,
  getNewLine: () => '\n',
};
