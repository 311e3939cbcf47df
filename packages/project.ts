import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import spawn from 'nano-spawn';
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
  const folder = mkdtempSync(join(tmpdir(), 'project-'));
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
