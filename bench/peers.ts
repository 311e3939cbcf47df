import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from '../lib/datasets/cache';
import { showProgress } from '../lib/progress';
import { repositoryRoot } from '../lib/repository';
import { findPython } from '../setup/python';
import { runProgram } from '../setup/run-program';

const requirements = join(repositoryRoot(), 'bench', 'requirements.txt');

/** Returns the folder of the Python peers' virtual environment: outside of the checkout, as it holds gigabytes. */
export function peersFolder(): string {
  return join(cacheDir(), 'bench-peers');
}

/** Returns where that environment has its Python, whether it has been made or not. */
export function peersPython(): string {
  const inside = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return join(peersFolder(), ...inside);
}

/** Returns whether the environment holds what `requirements.txt` names. */
export function peersInstalled(): boolean {
  return existsSync(marker()) && readFileSync(marker(), 'utf8') === digest() && existsSync(peersPython());
}

/** Makes the environment where it is missing or holds something else. */
export async function installPeers(say = console.error): Promise<void> {
  if (peersInstalled()) return;
  say(`Installing Keras, PyTorch and gensim into ${peersFolder()} (on Linux about 7 GB)`);
  const found = await findPython();
  rmSync(peersFolder(), { recursive: true, force: true });
  await runProgram(found.program, [...found.args, '-m', 'venv', peersFolder()]);
  const progress = showProgress('Python peers', 'packages');
  let collected = 0;
  await runProgram(peersPython(), ['-m', 'pip', 'install', '--no-input', '-r', requirements], {
    onLine: (line) => {
      if (line.startsWith('Collecting ')) progress(++collected, 0);
    },
  });
  progress(collected, collected);
  writeFileSync(marker(), digest());
}

function marker(): string {
  return join(peersFolder(), '.installed-from');
}

function digest(): string {
  return createHash('sha256').update(readFileSync(requirements)).digest('hex');
}
