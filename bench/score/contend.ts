import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Answer } from '../answers';
import { contend, type Prepared } from '../contestant';
import type { ScoreCase } from './cases';

/** Returns the probability that each review is positive. */
export type Classify = (texts: readonly string[]) => Promise<number[]>;

/**
 * Runs a contestant of this suite.
 *
 * @param versions the versions of its libraries
 * @param load loads the classifier from the contestant's own files in a folder, and writes these
 *   first
 */
export async function contendWith(
  versions: Record<string, string>,
  load: (folder: string) => Promise<Classify>,
): Promise<void> {
  const loaded = new Map<string, Promise<Classify>>();
  await contend<ScoreCase>(versions, async ({ folder, kind, count }) => {
    const texts = (JSON.parse(await readFile(join(folder, 'texts.json'), 'utf8')) as string[]).slice(
      0,
      count,
    );
    if (!loaded.has(folder)) loaded.set(folder, load(folder));
    const classify = await loaded.get(folder)!;
    const first = answerOf(await classify(texts.slice(0, 1)));
    return { ...prepared(kind, texts, classify), answer: kind === 'first' ? first : undefined };
  });
}

function prepared(kind: ScoreCase['kind'], texts: readonly string[], classify: Classify): Prepared {
  const oneByOne = async () => {
    const found: number[] = [];
    for (const text of texts) found.push(...(await classify([text])));
    return found;
  };
  return {
    pieces: texts.length,
    async run() {
      const positive = kind === 'single' ? await oneByOne() : await classify(texts);
      return () => answerOf(positive);
    },
  };
}

function answerOf(positive: number[]): Answer {
  return { positive };
}
