import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import spawn from 'nano-spawn';
import { extract } from 'tar';
import { scratchFolder } from '../lib/files/temporary';
import { npmCommand } from '../lib/npm';
import { repositoryRoot } from '../lib/repository';

/** A project outside of this repository that has installed packages. */
export interface Project {
  folder: string;
  /** Writes a file. */
  write(name: string, text: string): void;
  /**
   * Runs a program in the project's folder and returns what it prints to both outputs.
   *
   * @throws when it fails; the message has what it printed
   */
  run(program: string, args: readonly string[]): Promise<Printed>;
  /** Runs npm in the same way. */
  npm(...args: string[]): Promise<Printed>;
  remove(): void;
}

/** What a program has printed. */
export type Printed = Record<'stdout' | 'stderr', string>;

/** Returns an empty project with `trial.mjs`, the compiled `trial.ts`. */
export async function emptyProject(): Promise<Project> {
  const folder = scratchFolder('project');
  const project: Project = {
    folder,
    write(name, text) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    },
    run: (program, args) => spawn(program, args, { cwd: folder, env: { NODE_OPTIONS: '' } }),
    npm(...given) {
      const { program, args, shell } = npmCommand(given);
      return spawn(program, args, { cwd: folder, shell });
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
  project.write('package.json', '{ "private": true }');
  await build({
    entryPoints: [join(repositoryRoot(), 'packages', 'trial.ts')],
    outfile: join(folder, 'trial.mjs'),
    format: 'esm',
  });
  return project;
}

/**
 * Installs a tarball without the registry. TensorFlow.js is linked from this repository, so that
 * this takes seconds.
 */
export async function installQuickly(project: Project, tarball: string): Promise<void> {
  await project.npm('install', '--offline', '--legacy-peer-deps', '--no-audit', '--no-fund', tarball);
  const modules = join('node_modules', '@tensorflow');
  symlinkSync(join(repositoryRoot(), modules), join(project.folder, modules), 'junction');
}

/** Makes a second installed copy of a package, under another name. */
export function copyPackage({ folder }: Project, name: string, copy: string): void {
  const modules = join(folder, 'node_modules');
  cpSync(join(modules, name), join(modules, copy), { recursive: true });
}

/**
 * Unpacks tarballs into a project's `node_modules` without the registry. The packages that they
 * depend on are linked from this repository, so that this takes a second.
 */
export async function installLinked(project: Project, tarballs: readonly string[]): Promise<void> {
  const modules = join(project.folder, 'node_modules');
  const installed: string[] = [];
  for (const tarball of tarballs) {
    const unpacked = mkdtempSync(join(project.folder, 'unpacked-'));
    await extract({ file: tarball, cwd: unpacked, strip: 1 });
    const { name } = manifestIn(unpacked);
    mkdirSync(modules, { recursive: true });
    renameSync(unpacked, join(modules, name));
    installed.push(name);
  }
  for (const name of installed) {
    const { dependencies, peerDependencies } = manifestIn(join(modules, name));
    for (const dependency of Object.keys({ ...dependencies, ...peerDependencies })) {
      const target = join(repositoryRoot(), 'node_modules', dependency);
      const link = join(modules, dependency);
      if (existsSync(link) || !existsSync(target)) continue;
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(target, link, 'junction');
    }
  }
}

function manifestIn(folder: string): {
  name: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
} {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
