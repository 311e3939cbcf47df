import { hash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../lib/datasets/cache';
import { showProgress } from '../lib/progress';
import { pythonIn } from '../lib/python';
import { repositoryRoot } from '../lib/repository';
import { findPython } from './find-python';
import { runProgram } from './run-program';

/** A Python virtual environment with the packages of a requirements file. */
export interface Environment {
  folder: string;
  /** Path of the requirements file. It has exact versions. */
  requirements: string;
}

/**
 * Returns the Python environment of a folder of this repository, such as `site`, with the packages
 * of its `requirements.txt`. It is outside of the checkout, because few users need it.
 */
export function cachedEnvironment(name: string): Environment {
  return {
    folder: join(cacheDir(), name),
    requirements: join(repositoryRoot(), name, 'requirements.txt'),
  };
}

/** Returns whether the environment was installed from the current requirements. */
export function isInstalled({ folder, requirements }: Environment): boolean {
  const marker = markerIn(folder);
  return (
    existsSync(marker) &&
    readFileSync(marker, 'utf8') === digest(requirements) &&
    existsSync(pythonIn(folder))
  );
}

/**
 * Creates the environment again, from nothing. If it is killed, it can be run again.
 *
 * @param name the label of the progress bar
 * @returns the version of Python in the environment
 * @throws if no Python is found, or pip fails
 */
export async function installEnvironment(
  { folder, requirements }: Environment,
  name: string,
): Promise<string> {
  const found = await findPython();
  const wanted = readFileSync(requirements, 'utf8').split('\n');
  const total = wanted.filter((line) => line.includes('==')).length;
  rmSync(folder, { recursive: true, force: true });
  await runProgram(found.program, [...found.args, '-m', 'venv', folder]);
  const progress = showProgress(name, 'packages');
  let collected = 0;
  // The file lists all packages. Most of their modules are never imported, so none is compiled now.
  const install = ['-m', 'pip', 'install', '--no-input', '--no-deps', '--no-compile'];
  await runProgram(pythonIn(folder), [...install, '-r', requirements], {
    onLine: (line) => {
      if (/^(Collecting|Ignoring) /.test(line)) progress(Math.min(++collected, total - 1), total);
    },
  });
  progress(total, total);
  writeFileSync(markerIn(folder), digest(requirements));
  return found.version;
}

function markerIn(folder: string): string {
  return join(folder, '.installed-from');
}

function digest(requirements: string): string {
  return hash('sha256', readFileSync(requirements));
}
