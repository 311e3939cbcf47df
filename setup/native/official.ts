import { npmCommand } from '../../lib/npm';
import { runProgram } from '../run-program';

const HOST = 'https://storage.googleapis.com/';
const TIME_LIMIT = 900; // seconds, for about 150 MB over a slow connection
const PROBE_LIMIT = 5_000; // ms: a firewall may drop the request

/**
 * Runs tfjs-node's install script, which downloads libtensorflow and the addon from the official
 * host. npm 12 runs it because `allowScripts` in package.json names the package.
 */
export async function installOfficial(): Promise<void> {
  if (!isDiverted()) await probe();
  const { program, args, shell } = npmCommand(['rebuild', '@tensorflow/tfjs-node', '--ignore-scripts=false']);
  await runProgram(program, args, { timeLimit: TIME_LIMIT, shell });
}

/**
 * Returns whether tfjs-node's install script uses a proxy or a mirror. Whether we can reach the
 * official host does not matter then.
 */
export function isDiverted(env: NodeJS.ProcessEnv = process.env): boolean {
  const names = /^(https?_proxy|cdn_storage|(npm_config_)?tfjs_node_(cdn_storage|base_uri))$/i;
  return Object.entries(env).some(([name, value]) => names.test(name) && value);
}

async function probe(): Promise<void> {
  try {
    await fetch(HOST, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_LIMIT) });
  } catch (error) {
    throw new Error(`${new URL(HOST).host} cannot be reached`, { cause: error });
  }
}
