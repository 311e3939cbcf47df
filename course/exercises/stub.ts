const BEGIN = /^(\s*)\/\/ BEGIN SOLUTION\s+(\S.*)$/;
const GIVEN = /^\s*\/\/ GIVEN\s*$/;
const COMMENTED = /^(\s*)\/\/(?: (.*))?$/;
const END = /^\s*\/\/ END SOLUTION\s*$/;
const HINT = /^\s*\/\/ HINT\s+(\S.*)$/;
const CONTINUED = /^\s*\/\/ {3,}(\S.*)$/;
const MARK = /\/\/\s*((BEGIN|END)\s+SOLUTION|GIVEN\s*$)/i;

/** How a stub says that it is one; graders know it by this. */
export const NOT_WRITTEN = 'not written yet';

interface Stub {
  /** What learners get: types, doc comments and what was given, and a `throw` for each solution. */
  text: string;
  /** In the order of the file; where it has hints for several solutions, each begins with the name of its own. */
  hints: string[];
  /** Whether it has code that runs and is wrong, to be mended. */
  mend: boolean;
}

/**
 * Returns the stub that stands for a solution. Between `// BEGIN SOLUTION what` and `// END SOLUTION` it throws
 * `not written yet: what`; or, where a line `// GIVEN` stands between them, it has the code that is commented out
 * from there on: code with bugs to be found. Lines `// HINT ...` (continued by lines of `//` and three spaces or
 * more) go into the hints.
 *
 * @param file for messages
 * @throws when marks are not in pairs, name nothing, or there is no solution at all
 */
export function stubOf(solution: string, file: string): Stub {
  const kept: string[] = [];
  const hints: { text: string; about?: string }[] = [];
  let begun = 0; // line of the mark that is open, counted from 1
  let inGiven = false;
  let mend = false;
  let inHint = false;
  let regions = 0;
  for (const [n, line] of solution.split(/\r?\n/).entries()) {
    const fault = (what: string) => new Error(`${file}:${n + 1}: ${what}`);
    const [, indent, what] = BEGIN.exec(line) ?? [];
    const hint = HINT.exec(line)?.[1];
    const more: string | undefined = inHint ? CONTINUED.exec(line)?.[1] : undefined;
    if (what) {
      if (begun) throw fault(`a solution begins before the one of line ${begun} has ended`);
      begun = n + 1;
      regions++;
      for (const before of hints) before.about ??= what;
      kept.push(`${indent}throw new Error('${NOT_WRITTEN}: ${what}');`);
    } else if (END.test(line)) {
      if (!begun) throw fault('a solution ends that has not begun');
      begun = 0;
      inGiven = false;
    } else if (GIVEN.test(line)) {
      if (!begun) throw fault('GIVEN stands outside of a solution');
      kept.pop(); // the throw, in whose place the given code stands
      inGiven = mend = true;
    } else if (inGiven) {
      const [, margin, code = ''] = COMMENTED.exec(line) ?? [];
      if (margin === undefined) throw fault('what stands under GIVEN has to be commented out');
      kept.push(`${margin}${code}`.trimEnd());
    } else if (hint) hints.push({ text: hint });
    else if (more) hints.at(-1)!.text += ` ${more}`;
    else if (MARK.test(line))
      throw fault('write "// BEGIN SOLUTION what is to be written", "// GIVEN" or "// END SOLUTION"');
    else if (!begun) kept.push(line);
    inHint = Boolean(hint ?? more);
  }
  if (begun) throw new Error(`${file}:${begun}: this solution has no END SOLUTION`);
  if (regions === 0) throw new Error(`${file}: there is no BEGIN SOLUTION: nothing would be left to do`);
  const several = new Set(hints.map(({ about }) => about)).size > 1;
  const told = hints.map((hint) => (several && hint.about ? `${hint.about}: ${hint.text}` : hint.text));
  return { text: kept.join('\n'), hints: told, mend };
}
