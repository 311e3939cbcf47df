/** What honest answers seldom need. */
const CONSPICUOUS =
  /\b(process|prototype|definePropert(?:y|ies)|setPrototypeOf|Proxy|Reflect)\b|\.(constructor)\b/g;

/**
 * Returns what an instructor may want to look at in an answer, whatever its grade: `process (line 3)`. A hint for
 * people, found by a search for words, and no part of the grade.
 *
 * @param stub the exercise as it was handed out, whose own imports need no look
 */
export function conspicuous(code: string, stub: string): string[] {
  const lines = withoutComments(code).split('\n');
  return lines.flatMap((text, n) => {
    const source = /\bfrom\s*['"]([^'"]+)['"]/.exec(text)?.[1];
    const imported = source && !stub.includes(`'${source}'`) ? [`imports ${source}`] : [];
    const names = [...text.matchAll(CONSPICUOUS)].map(([, name, member]) => name ?? member);
    return [...imported, ...new Set(names)].map((what) => `${what} (line ${n + 1})`);
  });
}

/** Comments become spaces: lines stay where they are. */
function withoutComments(code: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  return code.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(?<!:)\/\/.*$/gm, blank);
}
