import { runProgram } from './run-program';

/** A Python, and how to start it. */
interface Python {
  program: string;
  args: string[];
  version: string;
}

const VERSION_SCRIPT = `import sys
print('%d.%d.%d' % sys.version_info[:3])
import venv, ensurepip`;

/**
 * Returns a Python of at least version 3.10 that can create virtual environments:
 * `SENTIMENT_PYTHON` if it is set, else the first of the usual names in `PATH`.
 *
 * @throws if there is none, with the names that were tried and the reasons
 */
export async function findPython(): Promise<Python> {
  const chosen = process.env.SENTIMENT_PYTHON;
  const usual = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
  const names = chosen ? [chosen] : process.platform === 'win32' ? ['py', 'python', 'python3'] : usual;
  const faults: string[] = [];
  for (const program of names) {
    const args = program === 'py' ? ['-3'] : [];
    try {
      const version = (await runProgram(program, [...args, '-c', VERSION_SCRIPT], { timeLimit: 30 })).trim();
      const [major = 0, minor = 0] = version.split('.').map(Number);
      if (major === 3 && minor >= 10) return { program, args, version };
      faults.push(`${program}: version ${version || 'unknown'} is older than 3.10`);
    } catch (error) {
      faults.push(`${program}: ${whyUnusable(error as Error)}`);
    }
  }
  throw new Error(
    `No Python of at least 3.10 was found.\n  ${faults.join('\n  ')}\n` +
      'Install one, or set SENTIMENT_PYTHON: SENTIMENT_PYTHON=/path/to/python npm start',
  );
}

/** Returns in one line why a Python cannot be used, from the error of `runProgram`. */
export function whyUnusable(error: Error): string {
  const { message } = error;
  if ('code' in error && error.code === 'ENOENT') return 'not installed';
  if (/No module named '?(venv|ensurepip)/.test(message))
    return 'cannot make virtual environments; on Debian and Ubuntu: sudo apt install python3-venv';
  if (/9009|Microsoft Store/.test(message))
    return 'only the Microsoft Store stub; install Python from python.org';
  return message.trim().split('\n').at(-1)!.trim() || 'does not run';
}
