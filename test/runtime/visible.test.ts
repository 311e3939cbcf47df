import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible, visibleInColor } from '../../runtime/visible';

/** Returns the characters that a terminal acts on. */
const controls = (text: string) =>
  [...text].filter(
    (character) => /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(character) && !'\t\n'.includes(character),
  );
const anyText = fc.string({
  unit: fc.oneof(
    fc.string({ minLength: 1, maxLength: 1 }),
    fc.integer({ min: 0, max: 0x9f }).map((n) => String.fromCharCode(n)),
    fc.constantFrom('\u202e', '\u2066', 'ü', '漢', '😀'),
  ),
});

describe('visible', () => {
  test('shows escapes, bells, carriage returns, C1 and direction controls', () => {
    expect(visible('a\u001b[2Jb\u0007c\rd\u009b1me\u202ef\u007f')).toBe(
      'a\\u001b[2Jb\\u0007c\\u000dd\\u009b1me\\u202ef\\u007f',
    );
    expect(visible('Zoë\t好\n😀')).toBe('Zoë\t好\n😀');
  });

  test('no control character is left, and strings in JSON stay the same', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(controls(visible(text))).toEqual([]);
        expect(JSON.parse(visible(JSON.stringify(text)))).toBe(text);
      }),
      { seed: 4 },
    );
  });
});

test('visibleInColor keeps colors, and nothing else that begins with an escape', () => {
  expect(visibleInColor('\u001b[32mgood\u001b[39m \u001b]0;title\u0007 \u001b[2K')).toBe(
    '\u001b[32mgood\u001b[39m \\u001b]0;title\\u0007 \\u001b[2K',
  );
});
