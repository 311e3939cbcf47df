/**
 * Returns the names that are spelled like `name`, the most similar first, at most three: those that
 * need few edits, and those that contain it or that it contains.
 */
export function similarNames(name: string, names: readonly string[]): string[] {
  const most = Math.max(1, Math.floor(name.length / 3));
  return names
    .map((other) => ({ other, edits: edits(name, other) }))
    .filter(({ other, edits }) => edits <= most || isPart(name, other) || isPart(other, name))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ other }) => other);
}

/** Returns whether a name of at least three characters is in another one. */
function isPart(part: string, whole: string): boolean {
  return part.length >= 3 && whole.includes(part);
}

/** Returns the Levenshtein distance: how many characters to insert, delete or replace. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [n, character] of [...from].entries()) {
    const next = [n + 1];
    for (const [at, other] of [...to].entries())
      next.push(Math.min(next[at]! + 1, row[at + 1]! + 1, row[at]! + (character === other ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
