import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, it } from 'vitest';
import { repositoryRoot } from '../../lib/repository';

const run = promisify(execFile);

describe('the layers on other backends', () => {
  // A backend is chosen once a process, so the tests beside this one run again in processes of their own.
  it.skipIf(process.env['SENTIMENT_BACKEND']).concurrent.each(['wasm', 'cpu'])(
    '%s passes the same tests',
    async (backend) => {
      const vitest = join(repositoryRoot(), 'node_modules', 'vitest', 'vitest.mjs');
      const env = { ...process.env, SENTIMENT_BACKEND: backend };
      const failure = ({ stdout }: { stdout: string }) => {
        throw new Error(stdout);
      };
      await run(process.execPath, [vitest, 'run', 'test/layers', '--no-color'], {
        cwd: repositoryRoot(),
        env,
      }).catch(failure);
    },
  );
});
