import { join } from 'node:path';
import { cacheDir } from '../lib/datasets/cache';
import { pythonIn } from '../lib/python';
import { repositoryRoot } from '../lib/repository';
import { type Environment, installEnvironment, isInstalled } from '../setup/environment';

/**
 * Returns the Python environment of the peers. It is outside of the checkout, because it has
 * gigabytes.
 */
function environment(): Environment {
  return {
    folder: join(cacheDir(), 'bench-peers'),
    requirements: join(repositoryRoot(), 'bench', 'requirements.txt'),
  };
}

/** Returns the path of Python in that environment, installed or not. */
export function peersPython(): string {
  return pythonIn(environment().folder);
}

/** Installs the environment if it is missing or not current. */
export async function installPeers(say = console.error): Promise<void> {
  const peers = environment();
  if (isInstalled(peers)) return;
  say(`Installing Keras, PyTorch and gensim into ${peers.folder} (on Linux about 7 GB)`);
  await installEnvironment(peers, 'Python peers');
}
