const BEGIN = /^(\s*)\/\/ BEGIN SOLUTION\s+(\S.*)$/;
const GIVEN = /^\s*\/\/ GIVEN\s*$/;
const COMMENTED = /^(\s*)\/\/(?: (.*))?$/;
const END = /^\s*\/\/ END SOLUTION\s*$/;
const HINT = /^\s*\/\/ HINT\s+(\S.*)$/;
const CONTINUED = /^\s*\/\/ {3,}(\S.*)$/;
const MARKER = /\/\/\s*((BEGIN|END)\s+SOLUTION|GIVEN\s*$)/i;

/** The message of the error that a stub throws. The grader recognizes a stub by it. */
export const NOT_WRITTEN = 'not written yet';

interface Stub {
  /** The code that learners get: the solution's file with a `throw` in place of each solution. */
  text: string;
  /**
   * In the order of the file. If the file has several solutions, each hint starts with the name of
   * its own.
   */
  hints: string[];
  /** Whether it has code with bugs to fix. */
  bugHunt: boolean;
}

/**
 * Returns the stub of a solution. These markers in the solution control it:
 * - The code from `// BEGIN SOLUTION what` to `// END SOLUTION` is replaced by
 *   `throw new Error('not written yet: what')`.
 * - If there is a line `// GIVEN` between them, the stub has the code that is commented out below
 *   instead of the `throw`: code with bugs.
 * - Lines `// HINT ...` become hints. A hint continues on lines of `//` and at least three spaces.
 *
 * @param file for messages
 * @throws if markers are not in pairs or have no name, or the file has no solution
 */
export function stubOf(solution: string, file: string): Stub {
  const kept: string[] = [];
  const hints: { text: string; about?: string }[] = [];
  let openLine = 0; // the line of the open BEGIN marker, counted from 1; 0: none is open
  let inGiven = false;
  let bugHunt = false;
  let inHint = false;
  let regions = 0;
  for (const [n, line] of solution.split(/\r?\n/).entries()) {
    const fault = (what: string) => new Error(`${file}:${n + 1}: ${what}`);
    const [, indent, what] = BEGIN.exec(line) ?? [];
    const hint = HINT.exec(line)?.[1];
    const more: string | undefined = inHint ? CONTINUED.exec(line)?.[1] : undefined;
    if (what) {
      if (openLine) throw fault(`BEGIN SOLUTION inside of the solution of line ${openLine}`);
      openLine = n + 1;
      regions++;
      for (const before of hints) before.about ??= what;
      kept.push(`${indent}throw new Error('${NOT_WRITTEN}: ${what}');`);
    } else if (END.test(line)) {
      if (!openLine) throw fault('END SOLUTION without BEGIN SOLUTION');
      openLine = 0;
      inGiven = false;
    } else if (GIVEN.test(line)) {
      if (!openLine) throw fault('GIVEN is outside of a solution');
      kept.pop(); // the throw, which the given code replaces
      inGiven = bugHunt = true;
    } else if (inGiven) {
      const [, margin, code = ''] = COMMENTED.exec(line) ?? [];
      if (margin === undefined) throw fault('the code below GIVEN must be commented out');
      kept.push(`${margin}${code}`.trimEnd());
    } else if (hint) hints.push({ text: hint });
    else if (more) hints.at(-1)!.text += ` ${more}`;
    else if (MARKER.test(line))
      throw fault('write "// BEGIN SOLUTION name", "// GIVEN" or "// END SOLUTION"');
    else if (!openLine) kept.push(line);
    inHint = Boolean(hint ?? more);
  }
  if (openLine) throw new Error(`${file}:${openLine}: this solution has no END SOLUTION`);
  if (regions === 0) throw new Error(`${file}: there is no BEGIN SOLUTION: the stub would have no gap`);
  const several = new Set(hints.map(({ about }) => about)).size > 1;
  const labeled = hints.map((hint) => (several && hint.about ? `${hint.about}: ${hint.text}` : hint.text));
  return { text: kept.join('\n'), hints: labeled, bugHunt };
}
