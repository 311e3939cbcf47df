import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../lib/repository';

const run = promisify(execFile);
const root = repositoryRoot();

/** Starts a fresh process, as a backend is chosen once a process, and returns what it prints. */
async function inFreshProcess(backend: string, code: string): Promise<string> {
  const program = `const { ready, tf } = require('./lib/backend'); (async () => { ${code} })()`;
  const { stdout, stderr } = await run(
    process.execPath,
    ['--import', 'tsx', '--input-type=commonjs', '--eval', program],
    { cwd: root, env: { ...process.env, SENTIMENT_BACKEND: backend } },
  );
  return stdout + stderr;
}

describe('the backend', () => {
  it.each(['wasm', 'cpu'])('%s computes, and prints nothing of its own', async (name) => {
    const code = 'const { name } = await ready(); console.log(name, tf.scalar(3).square().arraySync())';
    expect(await inFreshProcess(name, code)).toBe(`${name} 9\n`);
  });

  it('lets danfojs load without the native library', async () => {
    const code = "await ready(); console.log(new (require('danfojs-node').DataFrame)([[1, 2]]).shape.join())";
    expect(await inFreshProcess('wasm', code)).toBe('1,2\n');
  });

  it('names the value when a backend is asked for that does not exist', async () => {
    await expect(inFreshProcess('gpu', '')).rejects.toThrow(/SENTIMENT_BACKEND=gpu names no backend/);
  });

  it('is found from lib/, wherever the process was started', () => {
    expect(join(root, 'test')).toBe(__dirname);
  });
});
