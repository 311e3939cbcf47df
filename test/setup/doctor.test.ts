import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../lib/repository';
import type { Finding } from '../../setup/doctor';

function doctor(env: Record<string, string>): { status: number | null; findings: Finding[] } {
  const program = join(repositoryRoot(), 'setup', 'run.cjs');
  const { status, stdout } = spawnSync(process.execPath, [program, 'doctor', '--json'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, findings: JSON.parse(stdout) };
}

describe('npm run doctor', () => {
  it('reports an unknown backend with a remedy, and the other findings too', { timeout: 120_000 }, () => {
    const { status, findings } = doctor({ SENTIMENT_BACKEND: 'foo' });
    expect(status).toBe(1);
    expect(findings.find(({ what }) => what === 'backend')).toMatchObject({
      state: 'missing',
      found: expect.stringMatching(/foo names no backend/),
      remedy: 'unset SENTIMENT_BACKEND',
    });
    expect(findings.map(({ what }) => what)).toEqual(expect.arrayContaining(['Node', 'kernel', 'disk']));
  });
});
