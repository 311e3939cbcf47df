import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { nameNewFile } from '../../lib/files/name-new-file';

const dir = mkdtempSync(join(tmpdir(), 'name-'));
afterAll(() => rmSync(dir, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

/** Lets all hard links fail. */
function failLinks(code: string): void {
  vi.spyOn(fs, 'link').mockRejectedValue(Object.assign(new Error(code), { code }));
  syncBuiltinESMExports();
}

test.each(['EXDEV', 'ENOTSUP', 'EPERM'])(
  'without hard links (%s), a new file still gets its name, once',
  async (code) => {
    failLinks(code);
    const [temporary, file] = [join(dir, `${code}.tmp`), join(dir, code)];
    writeFileSync(temporary, 'first');
    expect(await nameNewFile(temporary, file)).toBe(true);
    expect(existsSync(temporary)).toBe(false);
    writeFileSync(temporary, 'second');
    expect(await nameNewFile(temporary, file)).toBe(false);
    expect(readFileSync(file, 'utf8')).toBe('first');
  },
);

test('other errors of the disk are errors', async () => {
  failLinks('EIO');
  await expect(nameNewFile(join(dir, 'a'), join(dir, 'b'))).rejects.toThrow('EIO');
});
