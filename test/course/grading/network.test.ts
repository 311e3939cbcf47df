import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { withoutNetwork } from '../../../course/grading/network';

const connecting = (port: number) =>
  `require('net').connect(${port}, '127.0.0.1').on('connect', () => say('open')).on('error', () => say('closed'));
   const say = (text) => { console.log(text); process.exit(); };`;

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const [program, ...rest] = withoutNetwork(['-e', '']);

test.skipIf(program !== 'unshare')('answers cannot connect, not even to this machine', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const code = connecting((server.address() as AddressInfo).port);
  const run = async (command: string, args: string[]) =>
    (await promisify(execFile)(command, args)).stdout.trim();
  expect(await run(process.execPath, ['-e', code])).toBe('open');
  expect(await run(program!, [...rest.slice(0, -1), code])).toBe('closed');
  server.close();
});

test('a class is told where the network stays open, and only there', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  const warned = async () => {
    vi.resetModules();
    (await import('../../../bin/warn-of-network')).warnOfNetwork();
    return said.mock.calls.splice(0).flat();
  };
  if (program === 'unshare') expect(await warned()).toEqual([]);
  vi.stubEnv('PATH', '/nowhere'); // no unshare
  expect(await warned()).toEqual([expect.stringMatching(/^WARNING: answers can use the network of this/)]);
});
