import { describe, expect, test } from 'vitest';
import { stubOf } from '../../../course/exercises/stub';

const SOLUTION = `/** Doubles. */
export function double(n: number): number {
  // HINT What is n and n together?
  // HINT The notebook's section
  //      "Sums" adds them.
  // BEGIN SOLUTION double
  // a comment of the solution
  return 2 * n;
  // END SOLUTION
}
`;

describe('stubOf', () => {
  test('a stub keeps types and comments, and throws in place of the solution', () => {
    expect(stubOf(SOLUTION, 'double.ts').text).toBe(`/** Doubles. */
export function double(n: number): number {
  throw new Error('not written yet: double');
}
`);
  });

  test('Windows line ends give the same stub', () => {
    expect(stubOf(SOLUTION.replaceAll('\n', '\r\n'), 'double.ts')).toEqual(stubOf(SOLUTION, 'double.ts'));
  });

  test('hints are collected, with continued lines joined', () => {
    const { hints } = stubOf(SOLUTION, 'double.ts');
    expect(hints).toEqual(['What is n and n together?', 'The notebook\'s section "Sums" adds them.']);
  });

  test('code between two solutions is kept', () => {
    const twice = SOLUTION + 'export const given = 1;\n' + SOLUTION.replaceAll('double', 'again');
    const { text } = stubOf(twice, 'double.ts');
    expect(text).toContain('export const given = 1;');
    expect(text.match(/not written yet/g)).toHaveLength(2);
  });

  test('with several solutions, each hint names its own', () => {
    const twice = SOLUTION + SOLUTION.replaceAll('double', 'again');
    expect(stubOf(twice, 'double.ts').hints).toEqual(
      ['double', 'again'].flatMap((name) =>
        stubOf(SOLUTION, 'double.ts').hints.map((hint) => `${name}: ${hint}`),
      ),
    );
  });

  test('code under GIVEN becomes the code to fix', () => {
    const given = SOLUTION.replace(
      '  // END',
      '  // GIVEN\n  // const twice = n;\n  //\n  // if (n)\n  //   return twice;\n  // END',
    );
    const { text, bugHunt } = stubOf(given, 'double.ts');
    expect(bugHunt).toBe(true);
    expect(text).toBe(`/** Doubles. */
export function double(n: number): number {
  const twice = n;

  if (n)
    return twice;
}
`);
    expect(stubOf(SOLUTION, 'double.ts').bugHunt).toBe(false);
  });

  test.each([
    ['  // GIVEN\n', 'x.ts:1: GIVEN is outside of a solution'],
    [
      '  // BEGIN SOLUTION a\n  // GIVEN\n  return 1;\n',
      'x.ts:3: the code below GIVEN must be commented out',
    ],
    ['  // given\n', 'x.ts:1: write "// BEGIN SOLUTION'],
    [
      '  // BEGIN SOLUTION a\n  // BEGIN SOLUTION b\n',
      'x.ts:2: BEGIN SOLUTION inside of the solution of line 1',
    ],
    ['  // END SOLUTION\n', 'x.ts:1: END SOLUTION without BEGIN SOLUTION'],
    ['\n  // BEGIN SOLUTION a\n', 'x.ts:2: this solution has no END SOLUTION'],
    ['  // BEGIN SOLUTION\n', 'x.ts:1: write "// BEGIN SOLUTION name"'],
    ['  // end solution\n', 'x.ts:1: write "// BEGIN SOLUTION'],
    ['const n = 1;\n', 'x.ts: there is no BEGIN SOLUTION'],
  ])('wrong markers are refused by line: %j', (solution, message) => {
    expect(() => stubOf(solution, 'x.ts')).toThrow(message);
  });
});
