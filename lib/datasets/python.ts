import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../repository';

const run = promisify(execFile);

/** Returns the output of `python -m pip <args>`. @throws when no Python with pip is found, or pip fails. */
export async function runPip(args: readonly string[]): Promise<string> {
  const python = await pythonWithPip();
  // pip breaks its help at the width of the terminal, in the middle of an address.
  const env = { ...process.env, COLUMNS: '1000', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  const { stdout } = await run(python, ['-m', 'pip', ...args], { env, maxBuffer: 2 ** 26 });
  return stdout;
}

/** The repository's own Python first: it has the settings that set-up was told. */
async function pythonWithPip(): Promise<string> {
  const root = repositoryRoot();
  const own = [join(root, '.venv', 'bin', 'python'), join(root, '.venv', 'Scripts', 'python.exe')];
  for (const python of [...own.filter((path) => existsSync(path)), 'python3', 'python']) {
    const works = await run(python, ['-m', 'pip', '--version']).then(
      () => true,
      () => false,
    );
    if (works) return python;
  }
  throw new Error('no Python with pip was found: run npm run setup, or install python3 and its pip');
}
