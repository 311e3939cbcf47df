/** Names that honest answers rarely need. */
const SUSPICIOUS =
  /\b(process|prototype|definePropert(?:y|ies)|setPrototypeOf|Proxy|Reflect|fetch|WebSocket|EventSource|XMLHttpRequest)\b|\.(constructor)\b/g;

/**
 * Returns what an instructor may want to look at in an answer: `process (line 3)`. It is found by
 * a search for names and imports, and does not affect the grade.
 *
 * @param stub the stub of the exercise, whose imports are not listed
 */
export function suspiciousCode(code: string, stub: string): string[] {
  const lines = withoutComments(code).split('\n');
  return lines.flatMap((text, n) => {
    const source = /\bfrom\s*['"]([^'"]+)['"]/.exec(text)?.[1];
    const imported = source && !stub.includes(`'${source}'`) ? [`imports ${source}`] : [];
    const names = [...text.matchAll(SUSPICIOUS)].map(([, name, member]) => name ?? member);
    return [...imported, ...new Set(names)].map((what) => `${what} (line ${n + 1})`);
  });
}

/** A string, which may have the marks of comments in it, or a comment. */
const STRING_OR_COMMENT = /(["'`])(?:\\[\s\S]|(?!\1)[^\\])*\1|\/\*[\s\S]*?\*\/|\/\/.*$/gm;

/** Replaces comments by spaces, so that line numbers stay the same. */
function withoutComments(code: string): string {
  return code.replace(STRING_OR_COMMENT, (found) =>
    found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found,
  );
}
