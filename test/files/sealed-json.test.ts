import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { readSealed, writeSealed } from '../../lib/files/sealed-json';

const dir = mkdtempSync(join(tmpdir(), 'sealed-'));
afterAll(() => rmSync(dir, { recursive: true }));
const file = join(dir, 'a.json');
const schema = v.looseObject({ count: v.number() });
const read = () => readSealed(file, schema, 'make it again');

describe('a sealed file', () => {
  it('is read without its seal, and its seal does not depend on blanks', async () => {
    await writeSealed(file, { count: 2, names: ['ä', '\ud800'] });
    const content = await read();
    expect(content).toEqual({ count: 2, names: ['ä', '\ud800'] });
    writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))));
    expect(await read()).toEqual(content);
    await writeSealed(file, { ...content, sha256: 'an old one' });
    expect(await read()).toEqual(content);
  });

  it.each([
    ['another value', (text: string) => text.replace('2', '3'), 'its SHA-256 differs'],
    ['no seal', () => '{"count": 2}', 'has no sha256'],
    ['a seal that is none', () => '{"count": 2, "sha256": "2"}', 'has sha256 = '],
    ['a list', () => '[]', 'has no sha256'],
    [
      'a value that is nested too deeply for JSON.stringify',
      () => `{"sha256": "${'a'.repeat(64)}", "count": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
      'its SHA-256 differs',
    ],
  ])('with %s is refused by name', async (_, damage, problem) => {
    await writeSealed(file, { count: 2 });
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    await expect(read()).rejects.toThrow(problem);
    await expect(read()).rejects.toThrow(/a\.json .*: make it again$/);
  });
});
