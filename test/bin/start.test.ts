import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { jupyterArguments } from '../../bin/start';
import { venvPython } from '../../lib/python';

let end = () => {};
afterEach(() => end());

describe('jupyterArguments', () => {
  it('JupyterLab opens the first notebook and can open exercises', { timeout: 300_000 }, async () => {
    const args = ['-m', 'jupyterlab', ...jupyterArguments(['--no-browser', '--ip=127.0.0.1', '--port=0'])];
    const server = spawn(venvPython(), args, { stdio: ['ignore', 'ignore', 'pipe'] });
    end = () => server.kill();
    let address = '';
    for await (const line of createInterface({ input: server.stderr })) {
      address = /http:\/\/127\.0\.0\.1:\d+\/lab\S*/.exec(line)?.[0] ?? '';
      if (address) break;
    }
    const url = new URL(address);
    expect(url.pathname).toBe('/lab/tree/notebooks/01-start.ipynb');
    const exercise = new URL(`/api/contents/exercises/11-cleaning.ts${url.search}`, url);
    expect((await fetch(exercise)).status).toBe(200);
  });

  it('a notebook in the arguments replaces the first one', () => {
    const args = jupyterArguments(['notebooks/09-model.ipynb']).join(' ');
    expect(args).toContain('notebooks/09-model.ipynb');
    expect(args).not.toContain('default_url');
  });
});
