import { join } from 'node:path';
import { cacheDir } from '../lib/datasets/cache';
import { pythonIn } from '../lib/python';
import { repositoryRoot } from '../lib/repository';
import { type Environment, installEnvironment, isInstalled } from '../setup/environment';

/** The Python peers' virtual environment lies outside of the checkout, as it holds gigabytes. */
function environment(): Environment {
  return {
    folder: join(cacheDir(), 'bench-peers'),
    requirements: join(repositoryRoot(), 'bench', 'requirements.txt'),
  };
}

/** Returns where that environment has its Python, whether it has been made or not. */
export function peersPython(): string {
  return pythonIn(environment().folder);
}

/** Makes the environment where it is missing or holds something else. */
export async function installPeers(say = console.error): Promise<void> {
  const peers = environment();
  if (isInstalled(peers)) return;
  say(`Installing Keras, PyTorch and gensim into ${peers.folder} (on Linux about 7 GB)`);
  await installEnvironment(peers, 'Python peers');
}
