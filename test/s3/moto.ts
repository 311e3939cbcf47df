/** A server with the protocol of S3 on this machine: moto's, from PyPI. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import getPort from 'get-port';

/** Whether `moto_server` is in the PATH: `pip install 'moto[server]'`. */
export const HAS_MOTO = (process.env.PATH ?? '')
  .split(delimiter)
  .some((folder) => existsSync(join(folder, 'moto_server')));

/** What a skipped test says. */
export const NEEDS_MOTO = HAS_MOTO ? '' : ' (skipped: moto_server is not installed)';

/** The environment of a client of the server at a port. */
export function clientEnvironment(port: number): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** Starts a server with an empty bucket. */
export async function startMoto(bucket: string): Promise<{ port: number; process: ChildProcess }> {
  const port = await getPort();
  const server = spawn('moto_server', ['--host', '127.0.0.1', '--port', `${port}`], { stdio: 'ignore' });
  for (;;) {
    if (server.exitCode !== null) throw new Error('moto_server has ended');
    const made = await fetch(`http://127.0.0.1:${port}/${bucket}`, { method: 'PUT' }).catch(() => undefined);
    if (made?.ok) return { port, process: server };
    await wait(100);
  }
}

/** Ends a server. */
export async function stopMoto({ process: server }: { process: ChildProcess }): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
}
