import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { repositoryRoot } from '../lib/repository';

const run = promisify(execFile);
const root = repositoryRoot();

/** Runs code in a fresh process, since a process chooses its backend once. Returns the output. */
async function inFreshProcess(
  backend: string | undefined,
  code: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const program = `const { ready, tf } = require('./lib/backend'); (async () => { ${code} })()`;
  const { stdout, stderr } = await run(
    process.execPath,
    ['--import', 'tsx', '--input-type=commonjs', '--eval', program],
    { cwd: root, env: { ...process.env, ...env, SENTIMENT_BACKEND: backend } },
  );
  return stdout + stderr;
}

describe('ready', () => {
  it.each(['wasm', 'cpu'])('the %s backend computes, and prints nothing else', async (name) => {
    const code = 'const { name } = await ready(); console.log(name, tf.scalar(3).square().arraySync())';
    expect(await inFreshProcess(name, code)).toBe(`${name} 9\n`);
  });

  it('danfojs loads without the native library', async () => {
    const code = "await ready(); console.log(new (require('danfojs-node').DataFrame)([[1, 2]]).shape.join())";
    expect(await inFreshProcess('wasm', code)).toBe('1,2\n');
  });

  it.each([
    ['SENTIMENT_BACKEND', 'gpu', 'SENTIMENT_BACKEND=gpu names no backend: use tensorflow, wasm or cpu'],
    ['SENTIMENT_KERNEL', 'fast', 'SENTIMENT_KERNEL=fast names no kernel'],
    ['FAST_LSTM_THREADS', 'abc', 'FAST_LSTM_THREADS=abc: give a whole number'],
  ])('throws if %s is %s, not the import, so that commands can catch it', async (name, value, message) => {
    const backend = name === 'SENTIMENT_BACKEND' ? value : 'cpu';
    const code = 'await ready().catch(({ message }) => console.log(message))';
    expect(await inFreshProcess(backend, code, { [name]: value })).toContain(message);
  });
});

describe('repositoryRoot', () => {
  afterEach(() => process.chdir(root));

  it('the root is found from the code, not from the current folder', () => {
    process.chdir(tmpdir());
    expect(join(repositoryRoot(), 'test')).toBe(__dirname);
  });
});
