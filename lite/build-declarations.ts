/** Packs the declarations that TypeScript needs in a tab. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { repositoryRoot } from '../lib/repository';
import { declarationsOf } from '../packages/declarations';
import { projectConfig } from './language/options';
import { LIBRARIES } from './language/typescript-server';

/** Where a cell would lie. Only its place matters. */
const NOTEBOOK = 'notebooks/__imports__.ts';

/**
 * Writes one compressed file with the declarations of what cells import, and of what these use.
 *
 * @param specifiers as cells have them: `../lib/backend`, `danfojs-node`
 * @returns the number of declaration files
 * @throws when a module's declarations cannot be written
 */
export async function writeDeclarations(specifiers: readonly string[], file: string): Promise<number> {
  const root = repositoryRoot();
  const importing = specifiers.map((specifier) => `import '${specifier}';`).join('\n');
  const texts = new Map([[join(root, NOTEBOOK), importing]]);
  for (const [path, text] of await ownDeclarations(root, specifiers)) texts.set(path, text);
  const packed: Record<string, string> = {};
  const add = (path: string, text: string) => {
    packed[virtualPath(root, path)] = text;
  };
  const isSource = (path: string) => /[.]tsx?$/.test(path) && !path.endsWith('.d.ts') && isOwn(root, path);
  const program = ts.createProgram([join(root, NOTEBOOK)], options(root), virtualHost(texts, isSource));
  for (const { fileName, text } of program.getSourceFiles()) {
    if (fileName === join(root, NOTEBOOK)) continue;
    add(fileName, text);
    const about = manifestAbove(fileName);
    if (about) add(about, manifestOf(about));
  }
  writeFileSync(file, gzipSync(JSON.stringify(packed), { level: 9 }));
  return Object.keys(packed).length;
}

function options(root: string): ts.CompilerOptions {
  const { compilerOptions } = JSON.parse(projectConfig([])) as { compilerOptions: object };
  const converted = ts.convertCompilerOptionsFromJson(compilerOptions, root).options;
  return { ...converted, typeRoots: [join(root, 'node_modules', '@types')] };
}

function isOwn(root: string, path: string): boolean {
  return path.startsWith(root + sep) && !path.includes(`${sep}node_modules${sep}`);
}

/** Returns the declarations of our own modules that the notebook imports, by path. */
async function ownDeclarations(root: string, specifiers: readonly string[]): Promise<Map<string, string>> {
  const entries = specifiers
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => join(dirname(NOTEBOOK), specifier))
    .map((path) => [`${path}.ts`, join(path, 'index.ts')].find((file) => existsSync(join(root, file))))
    .filter((file) => file !== undefined);
  if (entries.length === 0) return new Map();
  const { compilerOptions } = JSON.parse(projectConfig([])) as { compilerOptions: object };
  const typeRoots = [join(root, 'node_modules', '@types')];
  const texts = await declarationsOf(root, entries, { compilerOptions: { ...compilerOptions, typeRoots } });
  return new Map([...texts].map(([file, text]) => [join(root, file), text]));
}

/** Returns a host of the file system with more files, and without those that are hidden. */
function virtualHost(
  texts: ReadonlyMap<string, string>,
  isHidden: (path: string) => boolean = () => false,
): ts.CompilerHost {
  const host = ts.createCompilerHost({});
  const { fileExists, readFile } = host;
  const isThere = (path: string) => texts.has(path) || (!isHidden(path) && fileExists(path));
  return {
    ...host,
    fileExists: isThere,
    readFile: (path) => texts.get(path) ?? readFile(path),
    getSourceFile(path, languageVersion) {
      const text = texts.get(path) ?? (isThere(path) ? readFile(path) : undefined);
      return text === undefined ? undefined : ts.createSourceFile(path, text, languageVersion);
    },
  };
}

function virtualPath(root: string, path: string): string {
  const way = relative(root, path).split(sep).join('/');
  const inLibraries = /(?:^|[/])node_modules[/]typescript[/]lib[/](lib[.].*)$/.exec(way)?.[1];
  return inLibraries ? `${LIBRARIES}/${inLibraries}` : `/${way}`;
}

/** Returns the manifest of the package that a file belongs to. */
function manifestAbove(path: string): string | undefined {
  for (let folder = dirname(path); folder.includes('node_modules'); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return file;
  }
  return undefined;
}

/** Returns what TypeScript reads of a manifest. */
function manifestOf(file: string): string {
  const { name, version, type, main, types, typings, typesVersions, exports } = JSON.parse(
    readFileSync(file, 'utf8'),
  ) as Record<string, unknown>;
  return JSON.stringify({ name, version, type, main, types, typings, typesVersions, exports });
}
