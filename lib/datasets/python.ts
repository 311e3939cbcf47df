import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { venvPython } from '../python';

const run = promisify(execFile);

// With wide columns pip does not break the URLs in its help, which `packageIndex` reads.
const SETTINGS = { COLUMNS: '1000', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

/** There is no Python with pip. */
export class NoPipError extends Error {
  override name = 'NoPipError';
}

/**
 * Returns the output of `python -m pip <args>`. The repository's own Python runs it, because
 * setup has configured it. Where its pip does not work, `python3` or `python` runs it.
 *
 * @throws NoPipError when none of them has a pip that works; or when pip fails: the message is the
 *   last line of its errors.
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
  throw new NoPipError(
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
