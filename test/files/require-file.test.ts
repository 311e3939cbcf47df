import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { requireFile } from '../../lib/files/require-file';

const dir = mkdtempSync(join(tmpdir(), 'require-file-'));
afterAll(() => rmSync(dir, { recursive: true }));
const at = (name: string) => join(dir, name);

describe('requireFile', () => {
  it('takes a file', () => {
    writeFileSync(at('a'), '');
    expect(() => requireFile(at('a'))).not.toThrow();
  });

  it('refuses what is missing, and a folder', () => {
    expect(() => requireFile(at('none'), 'make it again')).toThrow(`${at('none')} is missing: make it again`);
    expect(() => requireFile(dir)).toThrow(`${dir} is a folder: expected a file`);
  });

  it.skipIf(process.platform === 'win32')('refuses a pipe, unless one will do, and devices', () => {
    execFileSync('mkfifo', [at('pipe')]);
    expect(() => requireFile(at('pipe'))).toThrow(`${at('pipe')} is a pipe or a device: expected a file`);
    expect(() => requireFile(at('pipe'), undefined, { mayBePipe: true })).not.toThrow();
    expect(() => requireFile('/dev/zero')).toThrow('/dev/zero is a pipe or a device');
  });
});
