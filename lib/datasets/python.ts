import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../repository';

const run = promisify(execFile);

/**
 * Returns the output of `python -m pip <args>`, run by the repository's own Python where there is one: it has the
 * settings that set-up was told.
 *
 * @throws when no Python with pip is found, or pip fails; the message ends with what pip said last.
 */
export async function runPip(args: readonly string[]): Promise<string> {
  // pip breaks its help at the width of the terminal, in the middle of an address.
  const env = { ...process.env, COLUMNS: '1000', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
  for (const python of pythons()) {
    try {
      return (await run(python, ['-m', 'pip', ...args], { env, maxBuffer: 2 ** 26 })).stdout;
    } catch (error) {
      const { code, stderr = '' } = error as { code?: string | number; stderr?: string };
      if (code === 'ENOENT' || stderr.includes('No module named pip')) continue;
      throw new Error(stderr.trim().split('\n').at(-1) || (error as Error).message, { cause: error });
    }
  }
  throw new Error('no Python with pip was found: run npm run setup, or install python3 and its pip');
}

function pythons(): string[] {
  const root = repositoryRoot();
  const own = [join(root, '.venv', 'bin', 'python'), join(root, '.venv', 'Scripts', 'python.exe')];
  return [...own.filter((path) => existsSync(path)), 'python3', 'python'];
}
