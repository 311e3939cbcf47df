import { bytesSource, type ReadingOptions, type ReadTexts, readTexts } from '../../lib/reading';

/** Reads the texts of a file with this content. */
export async function readContent(
  name: string,
  content: string | Uint8Array,
  options: ReadingOptions = {},
): Promise<ReadTexts> {
  return readTexts([{ source: bytesSource(name, bytesOf(content)) }], options);
}

/** Returns a text as UTF-8, or bytes as they are. */
export function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

/** Returns the texts and labels of a file with this content. */
export async function pairsOf(
  name: string,
  content: string | Uint8Array,
  options: ReadingOptions = {},
): Promise<[string, string | undefined][]> {
  const { texts } = await readContent(name, content, options);
  return texts.map(({ text, label }) => [text, label]);
}

/** Returns rows of a CSV file: texts that alternate between these labels. */
export function rows(labels: readonly string[], count = 12): string {
  return Array.from(
    { length: count },
    (_, n) => `a text of some words ${n},${labels[n % labels.length]}`,
  ).join('\n');
}
