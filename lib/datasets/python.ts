import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { venvPython } from '../python';

const run = promisify(execFile);

// pip breaks its help at the width of the terminal, in the middle of an address.
const SETTINGS = { COLUMNS: '1000', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

/**
 * Returns the output of `python -m pip <args>`, run by the repository's own Python where that has
 * a pip that works, as it has the settings that set-up was told; else by the first one on the path
 * that has.
 *
 * @throws when no Python with pip is found, with what is wrong with each, or pip fails; the
 *   message ends with what was said last.
 */
export async function runPip(args: readonly string[]): Promise<string> {
  const faults: string[] = [];
  for (const python of [venvPython(), 'python3', 'python']) {
    const fault = await pip(python, ['--version']).then(() => undefined, lastWords);
    if (fault) faults.push(`${python}: ${fault}`);
    else
      return pip(python, args).catch((error) => {
        throw new Error(lastWords(error), { cause: error });
      });
  }
  throw new Error(
    `no Python with pip was found (${faults.join('; ')}): run npm run setup, or install python3 and its pip`,
  );
}

async function pip(python: string, args: readonly string[]): Promise<string> {
  const env = { ...process.env, ...SETTINGS };
  return (await run(python, ['-m', 'pip', ...args], { env, maxBuffer: 2 ** 26 })).stdout;
}

function lastWords({ message, stderr = '' }: Error & { stderr?: string }): string {
  return stderr.trim().split('\n').at(-1) || message;
}
