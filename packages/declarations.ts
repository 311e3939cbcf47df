import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import spawn, { SubprocessError } from 'nano-spawn';
import { globSync } from 'tinyglobby';
import { scratchFolder } from '../lib/files/temporary';
import { repositoryRoot } from '../lib/repository';

/**
 * Writes the declarations of all modules of a package. Those for `import` repeat those for
 * `require`, which are CommonJS and import each other without extensions.
 *
 * @param sources the folder of the package
 * @param entries the files that others import
 * @param change returns the text to write instead of a declaration, or undefined for none
 * @throws when TypeScript cannot write them
 */
export async function writeDeclarations(
  sources: string,
  entries: readonly string[],
  folder: string,
  change: (file: string, text: string) => string | undefined = (_, text) => text,
): Promise<void> {
  const config = { extends: join(repositoryRoot(), 'tsconfig.json'), compilerOptions: {} };
  for (const [file, text] of await declarationsOf(sources, entries, config)) {
    const changed = change(file, text);
    if (changed === undefined) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), changed);
  }
  for (const entry of entries.filter((name) => /(^|[/])(index|browser)[.]ts$/.test(name))) {
    const name = entry.slice(0, -'.ts'.length);
    writeFileSync(join(folder, `${name}.d.mts`), `export * from './${basename(name)}.js';\n`);
  }
}

/**
 * Returns the declarations of modules, and of the modules in the same folder that they import, by
 * their path in the folder: `text/index.d.ts`. TypeScript 7 makes them, as 5.9 takes several times
 * as long. Types are not checked here: `npm test` does that.
 *
 * @param folder has all modules
 * @param entries their paths in the folder
 * @param config what else `tsconfig.json` has
 * @throws when TypeScript cannot make them, with what it says
 */
export async function declarationsOf(
  folder: string,
  entries: readonly string[],
  config: { extends?: string; compilerOptions: object },
): Promise<Map<string, string>> {
  const root = repositoryRoot();
  const scratch = scratchFolder('declarations');
  const out = join(scratch, 'out');
  const compilerOptions = {
    typeRoots: [join(root, 'node_modules', '@types')],
    ...config.compilerOptions,
    declaration: true,
    emitDeclarationOnly: true,
    incremental: false,
    noCheck: true,
    noEmit: false,
    outDir: out,
    rootDir: folder,
    stripInternal: true,
    tsBuildInfoFile: null,
  };
  const files = entries.map((name) => join(folder, name));
  try {
    const project = join(scratch, 'tsconfig.json');
    writeFileSync(project, JSON.stringify({ ...config, compilerOptions, files, include: [] }));
    const compiler = join(root, 'node_modules', 'typescript-native', 'bin', 'tsc');
    await spawn(process.execPath, [compiler, '-p', project], { cwd: root });
    const written = globSync('**/*.d.ts', { cwd: out, dot: true }).sort();
    return new Map(written.map((file) => [file, readFileSync(join(out, file), 'utf8')]));
  } catch (error) {
    if (!(error instanceof SubprocessError)) throw error;
    throw new Error(`no declarations of ${folder}:\n${error.output}`);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
