import { readFileSync } from 'node:fs';
import type { NotebookSource } from './source';

/**
 * The description of a notebook: from its first cell, and from the list of exercises near its
 * end.
 */
export interface Lesson {
  /** Its name: `03-word-vectors`. */
  name: string;
  title: string;
  /** The question that it starts with. */
  question: string;
  /**
   * The paragraph "**After this notebook you can** ... **It takes** ... **Data:** ...", as one
   * line.
   */
  promise: string;
  /** The duration after "It takes": `ten minutes to read and seconds to run`. */
  takes: string;
  exercises: LinkedExercise[];
}

interface LinkedExercise {
  /** Its number: `07`. */
  number: string;
  /** The link in the notebook: `../exercises/06-skip-gram-loss.ts`. */
  link: string;
  /** The text after the link: `Skip-gram and negative sampling (25 minutes)`. */
  words: string;
}

const PROMISE = /^\*\*After this notebook you can\*\* .+? \*\*It takes\*\* (.+?)\. \*\*Data:\*\* ./;
const EXERCISE = /^- \[`(\d\d)`\]\((\.\.\/exercises\/[^)]+)\) (.+)$/gm;

/**
 * Returns the description of a notebook from its source.
 *
 * @throws if the first cell lacks the title, the question or the goals
 */
export function lessonOf(source: NotebookSource): Lesson {
  const markdown = markdownCells(readFileSync(source.path, 'utf8'));
  const paragraphs = (markdown[0] ?? '').split(/\n{2,}/).map((text) => text.trim().replaceAll('\n', ' '));
  const title = paragraphs.find((text) => text.startsWith('# '))?.slice(2);
  const promise = paragraphs.find((text) => text.startsWith('**After this notebook you can**'));
  const question = paragraphs.find((text) => !text.startsWith('#') && text !== promise);
  const takes = PROMISE.exec(promise ?? '')?.[1];
  if (!title || !question || !promise || !takes)
    throw new Error(
      `${source.path}: the first cell must be markdown with a title (# ...), a question, and a paragraph ` +
        '"**After this notebook you can** ... **It takes** ... **Data:** ..."',
    );
  const exercises = markdown.flatMap((cell) =>
    [...cell.matchAll(EXERCISE)].map(([, number = '', link = '', words = '']) => ({ number, link, words })),
  );
  return { name: source.name, title, question, promise, takes, exercises };
}

/** Returns the texts of the markdown cells of a percent script. */
function markdownCells(script: string): string[] {
  return script
    .split(/^\/\/ %%/m)
    .slice(1)
    .filter((cell) => /^ *\[markdown\]/.test(cell))
    .map((cell) =>
      cell
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.replace(/^\/\/ ?/, ''))
        .join('\n')
        .trim(),
    );
}
