import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSnippets } from '../lib/corpus';
import { datasetPath } from '../lib/datasets';
import { replaceFile } from '../lib/files/replace-file';
import { dataDir } from '../lib/repository';
import { stopWords } from '../lib/text';
import type { Step } from './step';

/**
 * Writes the default data of `npm run train`, tweets and stop words, to the files that its
 * tutorial uses.
 */
export const simpleData: Step = {
  name: 'tweets as data.csv, stop words',
  missing: () => (filesToWrite().every(existsSync) ? undefined : { megabytes: 0, seconds: 1 }),
  async provide() {
    const [csv, words] = filesToWrite();
    if (!existsSync(csv)) await replaceFile(csv, await tweetsAsCsv());
    if (!existsSync(words)) await replaceFile(words, [...stopWords].sort().join('\n') + '\n');
    return `${csv}, ${words}`;
  },
};

function filesToWrite(): [csv: string, stopWords: string] {
  return [join(dataDir(), 'Kaggle', 'data.csv'), join(dataDir(), 'stopwords.txt')];
}

/**
 * Returns the tweets with a rating other than 0 as CSV, with the columns of the tutorial's
 * data.csv.
 */
async function tweetsAsCsv(): Promise<string> {
  const tweets = await readSnippets(join(datasetPath('tweets'), 'tweets_GroundTruth.txt'));
  const rows = tweets.map(
    ({ text, label }) => `${label === 'positive' ? 1 : 0},"${text.replaceAll('"', '""')}"`,
  );
  return ['Sentiment,SentimentText', ...rows, ''].join('\n');
}
