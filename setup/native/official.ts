import { npmCommand } from '../../lib/npm';
import { runProgram } from '../run-program';

const HOST = 'https://storage.googleapis.com/';
const TIME_LIMIT = 900; // seconds: some 150 MB on a slow line
const PROBE_LIMIT = 5_000; // ms: a host behind a firewall may stall instead of refusing

/** Lets tfjs-node's own install script download libtensorflow and the addon from the host that its makers chose. */
export async function installOfficial(): Promise<void> {
  if (!isDiverted()) await probe();
  const { program, args, shell } = npmCommand(['rebuild', '@tensorflow/tfjs-node', '--ignore-scripts=false']);
  await runProgram(program, args, { timeLimit: TIME_LIMIT, shell });
}

/**
 * Returns whether tfjs-node's install script goes through a proxy or to a mirror: a request of our own to the
 * usual host would then tell nothing.
 */
export function isDiverted(env: NodeJS.ProcessEnv = process.env): boolean {
  const names = /^(https?_proxy|cdn_storage|(npm_config_)?tfjs_node_(cdn_storage|base_uri))$/i;
  return Object.entries(env).some(([name, value]) => names.test(name) && value);
}

async function probe(): Promise<void> {
  try {
    await fetch(HOST, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_LIMIT) });
  } catch (error) {
    throw new Error(`${new URL(HOST).host} is out of reach`, { cause: error });
  }
}
