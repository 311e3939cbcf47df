import { isCellName } from './cell-file';
import type { LspCompletion } from './protocol';

/** What completes the text before the cursor. */
export interface Completion {
  /** The range that each candidate replaces. */
  start: number;
  end: number;
  candidates: string[];
}

/** What the place of a name that is not imported begins with. */
const AUTO_IMPORT = '16';

/** Returns what completes a cell at an offset, of what TypeScript proposes there. */
export function completionOf(code: string, offset: number, proposed: readonly LspCompletion[]): Completion {
  const before = code.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  const word = offset - (/[\p{ID_Continue}$]*$/u.exec(before)?.[0].length ?? 0);
  const startOf = ({ textEdit }: LspCompletion) =>
    textEdit ? lineStart + textEdit.range.start.character : word;
  const fitting = proposed.filter(
    (item) => item.label.startsWith(code.slice(startOf(item), offset)) && isInScope(item),
  );
  const start = Math.min(...fitting.map(startOf), offset);
  fitting.sort((a, b) => order(a).localeCompare(order(b)));
  const candidates = fitting.map((item) => code.slice(start, startOf(item)) + item.label.replace(/\?$/, ''));
  return { start: fitting.length > 0 ? start : word, end: offset, candidates: [...new Set(candidates)] };
}

/** Returns the names that may complete the last word of a text, if it is no member and no string. */
export function beginningLike(text: string, names: Iterable<string>): string[] {
  const [, other, word = ''] = /([.'"`/]?)([\p{ID_Continue}$]*)$/u.exec(text) ?? [];
  return other ? [] : [...names].filter((name) => name.startsWith(word));
}

/** Leaves out what would have to be imported first, and names of the kernel. */
function isInScope({ label, sortText = '' }: LspCompletion): boolean {
  return !sortText.startsWith(AUTO_IMPORT) && !isCellName(label);
}

function order({ sortText, label }: LspCompletion): string {
  return `${sortText ?? ''} ${label}`;
}
