/**
 * Edits of a text that keep its lines: what is removed keeps its line breaks, and what is inserted
 * has none. So a position in the result differs from its origin only in the column.
 */

/** A position. Lines and columns count from 0. */
export interface Position {
  line: number;
  column: number;
}

/** A text after its edits. */
export interface EditedText {
  text: string;
  /** Returns where a position of the edited text comes from. */
  original(position: Position): Position;
}

export interface Edits {
  /** The text before its edits. */
  source: string;
  /** Inserts text before an offset, after earlier insertions at that offset. */
  insert(offset: number, text: string): void;
  /** Inserts text before everything else. */
  first(text: string): void;
  /** Replaces a range. Ranges must not overlap. */
  replace(start: number, end: number, text: string): void;
  apply(): EditedText;
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Where a piece of unchanged text begins, in both texts. */
interface Anchor {
  column: number;
  origin: Position;
}

/** Returns an empty list of edits of a text. */
export function edits(source: string): Edits {
  const list: Edit[] = [];
  return {
    source,
    first: (text) => void list.unshift({ start: 0, end: 0, text }),
    insert: (offset, text) => void list.push({ start: offset, end: offset, text }),
    replace: (start, end, text) => void list.push({ start, end, text }),
    apply: () => apply(source, list),
  };
}

function apply(source: string, list: readonly Edit[]): EditedText {
  const sorted = [...list].sort((a, b) => a.start - b.start); // stable: in order at one offset
  const lines: Anchor[][] = [[{ column: 0, origin: { line: 0, column: 0 } }]];
  const at = { line: 0, column: 0 }; // in the source
  let column = 0; // in the result
  let text = '';
  let offset = 0;

  const copy = (end: number) => {
    const parts = source.slice(offset, end).split('\n');
    parts.forEach((part, index) => {
      if (index > 0) lineBreak();
      column += part.length;
      at.column += part.length;
    });
    text += source.slice(offset, end);
    offset = end;
  };
  const lineBreak = () => {
    at.line += 1;
    at.column = 0;
    column = 0;
    lines.push([{ column, origin: { ...at } }]);
  };
  for (const edit of sorted) {
    copy(edit.start);
    text += edit.text;
    column += edit.text.length;
    const removed = source.slice(edit.start, edit.end).split('\n');
    removed.forEach((part, index) => {
      if (index > 0) {
        text += '\n';
        lineBreak();
      }
      at.column += part.length;
    });
    offset = edit.end;
    lines.at(-1)?.push({ column, origin: { ...at } });
  }
  copy(source.length);

  return {
    text,
    original({ line, column }) {
      const anchors = lines[line] ?? [];
      const anchor = anchors.filter((one) => one.column <= column).at(-1) ?? anchors[0];
      if (!anchor) return { line, column };
      return { line: anchor.origin.line, column: anchor.origin.column + column - anchor.column };
    },
  };
}
