import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { npmCommand } from '../lib/npm';
import { packedFile } from '../packages/pack';

const dir = mkdtempSync(join(tmpdir(), 'npm-'));
afterAll(() => rmSync(dir, { recursive: true }));

function script(name: string): string {
  writeFileSync(join(dir, name), '');
  return join(dir, name);
}

describe('npmCommand', () => {
  it('the npm that runs this process is used', () => {
    const own = script('npm-cli.js');
    expect(npmCommand(['view', 'tar'], { env: { npm_execpath: own } })).toEqual({
      program: process.execPath,
      args: [own, 'view', 'tar'],
      shell: false,
    });
  });

  it.each(['yarn.js', 'pnpm.cjs', 'not-npm-cli.js'])('%s is not taken for npm', (name) =>
    expect(npmCommand(['view'], { env: { npm_execpath: script(name) }, platform: 'linux' })).toEqual({
      program: 'npm',
      args: ['view'],
      shell: false,
    }),
  );

  it('on Windows, npm runs in a shell with quoted arguments', () =>
    expect(npmCommand(['pack', 'C:\\my files'], { env: {}, platform: 'win32' })).toEqual({
      program: 'npm',
      args: ['"pack"', '"C:\\my files"'],
      shell: true,
    }));
});

it.each([
  ['before npm 12', '[{ "filename": "p-1.0.0.tgz" }]'],
  ['npm 12', '{ "p": { "filename": "p-1.0.0.tgz" } }'],
])('what npm pack has written is found: %s', (_, json) => {
  expect(packedFile(json)).toBe('p-1.0.0.tgz');
});
