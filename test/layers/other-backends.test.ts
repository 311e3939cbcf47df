import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../lib/repository';

const run = promisify(execFile);

const TESTS = readdirSync(__dirname).filter(
  (name) => name.endsWith('.test.ts') && name !== 'other-backends.test.ts',
);

describe('the layers on other backends', () => {
  // A process has one backend, so the other tests of this folder run again in new processes.
  it.concurrent.each(['wasm', 'cpu'])(
    'the tests of this folder pass on the %s backend',
    { timeout: 600_000 },
    async (backend) => {
      const vitest = join(repositoryRoot(), 'node_modules', 'vitest', 'vitest.mjs');
      const env = { ...process.env, SENTIMENT_BACKEND: backend };
      // The compiled kernels are tested directly, on no backend, so once in WebAssembly is enough.
      const isWanted = (name: string) => backend === 'wasm' || !name.startsWith('compiled-');
      // By their names, because projects ignore `--exclude`.
      const files = TESTS.filter(isWanted).map((name) => `test/layers/${name}`);
      const tests = run(process.execPath, [vitest, 'run', ...files, '--no-color', '--maxWorkers=1'], {
        cwd: repositoryRoot(),
        env,
      });
      const outcome = await tests.then(
        () => 'passed',
        ({ stdout }) => stdout,
      );
      expect(outcome).toBe('passed');
    },
  );
});
