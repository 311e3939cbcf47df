import { runProgram } from '../run-program';

const TIME_LIMIT = 900; // seconds: some 150 MB on a slow line
const PROBE_LIMIT = 5_000; // ms: a host behind a firewall may stall instead of refusing

/** Lets tfjs-node's own install script download libtensorflow and the addon from the host that its makers chose. */
export async function installOfficial(): Promise<void> {
  const host = process.env['TFJS_NODE_CDN_STORAGE'] ?? 'https://storage.googleapis.com/';
  try {
    await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(PROBE_LIMIT) });
  } catch (error) {
    throw new Error(`${new URL(host).host} is out of reach`, { cause: error });
  }
  const npm = process.env['npm_execpath'];
  const args = ['rebuild', '@tensorflow/tfjs-node', '--ignore-scripts=false'];
  if (npm?.endsWith('.js')) await runProgram(process.execPath, [npm, ...args], { timeLimit: TIME_LIMIT });
  else await runProgram('npm', args, { timeLimit: TIME_LIMIT });
}
