import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expandListings } from '../../../course/notebooks/listing';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'listing-'));
  writeFileSync(
    join(root, 'mean.ts'),
    `const text = 'function mean() {}'; // no declaration of it

/** Returns the mean. */
export function mean(numbers: number[]): number {
  return sum(numbers) / numbers.length; // function sum() {}
}

export const LIMIT = 10,
  STEP = 2;
function sum(numbers: number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
export interface Named { name: string }
export function counter() {
  return {
    step(by: number) {
      return by + 1;
    },
  };
}
`,
  );
});
afterAll(() => rmSync(root, { recursive: true }));

const place = { file: 'notebooks/01-start.ts', line: 10 };
const expand = (markdown: string) => expandListings(markdown, root, place);

describe('expandListings', () => {
  test('a listing is the declaration without its doc comment, and a link to the file', () => {
    expect(expand('before\n<!-- listing: mean.ts mean -->\nafter')).toBe(
      [
        'before',
        '```ts',
        'export function mean(numbers: number[]): number {',
        '  return sum(numbers) / numbers.length; // function sum() {}',
        '}',
        '```',
        '',
        '<small>[mean.ts](../mean.ts)</small>',
        'after',
      ].join('\n'),
    );
  });

  test('Windows line ends give the same listing', () => {
    const text = readFileSync(join(root, 'mean.ts'), 'utf8');
    writeFileSync(join(root, 'windows.ts'), text.replaceAll('\n', '\r\n'));
    expect(expand('<!-- listing: windows.ts mean -->')).toBe(
      expand('<!-- listing: mean.ts mean -->').replaceAll('mean.ts', 'windows.ts'),
    );
  });

  test('with "with comment", the doc comment is listed too', () => {
    expect(expand('<!-- listing: mean.ts mean, with comment -->')).toContain(
      '/** Returns the mean. */\nexport function',
    );
  });

  test('a listing can have several declarations, of any kind', () => {
    const shown = expand('<!-- listing: mean.ts sum STEP Named -->');
    expect(shown).toContain('function sum(numbers: number[]): number {');
    expect(shown).toContain('export const LIMIT = 10,\n  STEP = 2;');
    expect(shown).toContain('export interface Named { name: string }');
  });

  test('a method of a declaration is listed alone, as a function', () => {
    expect(expand('<!-- listing: mean.ts counter.step -->')).toContain(
      '```ts\nfunction step(by: number) {\n  return by + 1;\n}\n```',
    );
  });

  test.each([
    ['<!-- listing: mean.ts counter.stop -->', 'counter in mean.ts has no method stop'],
    [
      'one\n<!-- listing: mean.ts median -->',
      'notebooks/01-start.ts:11: mean.ts declares no median at its top level: it declares text, mean, LIMIT',
    ],
    ['<!-- listing: gone.ts mean -->', "notebooks/01-start.ts:10: the listing's file gone.ts does not exist"],
    ['<!-- listing: mean.ts -->', 'notebooks/01-start.ts:10: "<!-- listing: mean.ts -->" is no listing'],
    ['see <!-- listing: mean.ts mean -->', 'is no listing: write <!-- listing: lib/file.ts name -->'],
  ])('a wrong listing is refused by file and line: %j', (markdown, message) => {
    expect(() => expand(markdown)).toThrow(message);
  });
});
