import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SENTENCES } from '../../models/sentences';

/** Writes the sentences as the CSV file of the simple tutorial into `dir`, and returns `dir`. */
export function writeCsv(dir: string, sentences = SENTENCES): string {
  mkdirSync(dir, { recursive: true });
  const rows = sentences.map(
    ({ text, label = '' }) => `${{ positive: 1, negative: 0 }[label] ?? label},"${text}"`,
  );
  writeFileSync(join(dir, 'data.csv'), ['Sentiment,SentimentText', ...rows, ''].join('\n'));
  return dir;
}

/** Writes the sentences into `pos/` and `neg/` of a folder, and returns it. */
export function writeFolders(dir: string, sentences = SENTENCES): string {
  for (const [at, { text, label }] of sentences.entries()) {
    const folder = join(dir, label === 'positive' ? 'pos' : 'neg');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${at}.txt`), text);
  }
  return dir;
}
