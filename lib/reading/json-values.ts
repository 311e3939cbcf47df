import { requireRowLength } from './longest-row';

/** The text of one JSON value of a file. */
export interface JsonText {
  /** The line where it starts, from 1. */
  line: number;
  text: string;
}

/** Cuts JSON into values, from text that comes in parts. */
export interface JsonSplitter {
  /** Returns the values that are complete with this text. */
  write(text: string): JsonText[];
  /** Returns the value that is left, if any. It is not complete. */
  end(): JsonText[];
}

/**
 * Returns a splitter of the elements of one array (`level` 1), or of values one after another
 * (`level` 0). It looks at strings and brackets only, so that a value may still be no JSON.
 *
 * @param name of the file, for the error of an element that is longer than `LONGEST_ROW`
 */
export function jsonSplitter(level: 0 | 1, name: string): JsonSplitter {
  let text = '';
  let at = 0;
  let start = -1; // of the current value
  let [depth, line, startLine] = [0, 1, 1];
  let [isString, isEscaped] = [false, false];

  function write(more: string): JsonText[] {
    const found: JsonText[] = [];
    text += more;
    const finish = (end: number) => {
      if (start >= 0) found.push({ line: startLine, text: text.slice(start, end).trimEnd() });
      start = -1;
    };
    for (; at < text.length; at++) {
      const character = text[at]!;
      if (character === '\n') line++;
      if (isEscaped) isEscaped = false;
      else if (isString) {
        if (character === '\\') isEscaped = true;
        else if (character === '"') isString = false;
      } else if (character === ',' && depth === level) finish(at);
      else if (character === ']' || character === '}') {
        depth--;
        if (depth < level) finish(at);
        else if (depth === level && level === 0) finish(at + 1);
      } else {
        const isBracket = character === '[' || character === '{';
        if (start < 0 && depth === level && character.trim() !== '') [start, startLine] = [at, line];
        if (isBracket) depth++;
        isString = character === '"';
      }
    }
    const keep = start < 0 ? at : start;
    text = text.slice(keep);
    at -= keep;
    if (start >= 0) start = 0;
    if (level === 1) requireRowLength(name, startLine, text.length);
    return found;
  }

  return {
    write,
    end: () => (start < 0 ? [] : [{ line: startLine, text: text.slice(start) }]),
  };
}

/** Strings, which stay as they are, and what `JSON.parse` does not read, or not exactly. */
const SPECIAL = /"[^"\\]*(?:\\.[^"\\]*)*"|NaN|-?Infinity|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/**
 * Returns the value of a JSON text. Python writes NaN and Infinity, which JSON does not have: they
 * are null. Whole numbers of 16 digits and more, such as ids of tweets, are strings, since a number
 * of JavaScript would round them.
 *
 * @throws when it is no JSON
 */
export function parseJson(text: string): unknown {
  if (hasLongNumber(text)) return JSON.parse(replaced(text, (number) => `"${number}"`));
  try {
    return JSON.parse(text);
  } catch (error) {
    const without = replaced(text, (number) => number);
    if (without === text) throw error;
    return JSON.parse(without);
  }
}

/**
 * Returns an object as it is in a file, in one line and without NaN, where `parseJson` has changed
 * its numbers; else undefined.
 */
export function exactJson(text: string): string | undefined {
  return hasLongNumber(text) ? replaced(text, (number) => number).replace(/\s*\n\s*/g, ' ') : undefined;
}

function hasLongNumber(text: string): boolean {
  return /\d{16}/.test(text);
}

function replaced(text: string, ofNumber: (number: string) => string): string {
  return text.replace(SPECIAL, (found) =>
    found.startsWith('"') ? found : /\d/.test(found) ? ofNumber(found) : 'null',
  );
}
