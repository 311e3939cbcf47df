import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readSnippets } from '../lib/corpus';
import { datasetPath } from '../lib/datasets';
import { replaceFile } from '../lib/files/replace-file';
import { dataDir } from '../lib/repository';
import { stopWords } from '../lib/text';
import type { Step } from './step';

/** What `npm run train` reads unless told otherwise, under the names that its text gives them: tweets and stop words. */
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

/** Returns the tweets that are rated above or below 0, with the columns of text 002. */
async function tweetsAsCsv(): Promise<string> {
  const tweets = await readSnippets(join(datasetPath('tweets'), 'tweets_GroundTruth.txt'));
  const rows = tweets.map(
    ({ text, label }) => `${label === 'positive' ? 1 : 0},"${text.replaceAll('"', '""')}"`,
  );
  return ['Sentiment,SentimentText', ...rows, ''].join('\n');
}
