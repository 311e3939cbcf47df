import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkNode } from '../../kernel/node-version.cjs';

describe('checkNode', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0', '26.1.0'])('accepts Node %s', (version) =>
    expect(checkNode(version)).toBeUndefined(),
  );
  it.each(['18.20.0', '20.18.3', '21.7.0', '22.11.0', '23.5.0'])(
    'refuses Node %s and says what to install',
    (version) => expect(checkNode(version)).toMatch(new RegExp(`Node ${version} .*install Node`)),
  );
});

describe('a command in an old Node', () => {
  const root = join(__dirname, '..', '..');
  it.each(['run', 'supervise'])('that %s.cjs starts says what to install', (starter) => {
    const pretend =
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.8' } });" +
      "require('node:module').runMain();";
    const started = spawnSync(
      process.execPath,
      ['-e', pretend, join(root, 'bin', `${starter}.cjs`), 'tune'],
      {
        encoding: 'utf8',
      },
    );
    expect(started.stderr).toBe('Node 18.20.8 is not supported: install Node 20.19, 22.12, 24 or newer.\n');
    expect(started.status).toBe(1);
  });
});
