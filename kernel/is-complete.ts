/**
 * Returns the content of an `is_complete_reply`: whether a console may run what was typed, or should
 * wait for more lines. Two empty lines at the end force a run.
 *
 * @param endsEarly whether the compiler says that code only ends too early
 */
export async function isComplete(
  code: string,
  endsEarly: (code: string) => Promise<boolean>,
): Promise<{ status: string; indent?: string }> {
  if (/(^|\n)\s*\n\s*$/.test(code) || !(await endsEarly(code))) return { status: 'complete' };
  return { status: 'incomplete', indent: nextIndent(code) };
}

/** Returns the indent of the next line: two more spaces after an opened bracket. */
function nextIndent(code: string): string {
  const line = code.slice(code.lastIndexOf('\n') + 1);
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return /[{([]\s*$/.test(line) ? `${indent}  ` : indent;
}
