/** npm packages that rate texts by lists of words. They are installed outside of the checkout. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cacheDir } from '../../lib/datasets/cache';
import { runNpm } from '../../lib/datasets/registry';
import { repositoryRoot } from '../../lib/repository';

/** A package that rates texts. */
export interface WordList {
  name: string;
  version: string;
  license: string;
  /** The bytes of the package, without the packages that it needs. */
  bytes: number;
  /** Returns a score above 0 for a positive text, below 0 for a negative one. */
  score(text: string): number;
  /**
   * Scores from -`neutralBand` to `neutralBand` are neutral, as the package's documentation says.
   */
  neutralBand: number;
}

/** Installs the packages in the cache, and returns them. @throws if npm cannot install them */
export async function wordLists(): Promise<WordList[]> {
  const folder = join(cacheDir(), 'word-lists');
  const list = join(repositoryRoot(), 'bench', 'word-lists', 'package.json');
  mkdirSync(folder, { recursive: true });
  const installed = join(folder, 'package.json');
  if (!existsSync(installed) || readFileSync(installed, 'utf8') !== readFileSync(list, 'utf8')) {
    copyFileSync(list, installed);
    await runNpm(['install', '--no-package-lock', '--no-audit'], folder);
  }
  const load = createRequire(installed);
  const about = (name: string) => {
    const root = join(folder, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
      license: string;
    };
    return { name, version, license, bytes: bytesOf(root) };
  };
  const Sentiment = load('sentiment') as new () => { analyze(text: string): { score: number } };
  const wink = load('wink-sentiment') as (text: string) => { score: number };
  const { SentimentIntensityAnalyzer: vader } = load('vader-sentiment') as {
    SentimentIntensityAnalyzer: { polarity_scores(text: string): { compound: number } };
  };
  const natural = load('natural') as {
    PorterStemmer: unknown;
    WordTokenizer: new () => { tokenize(text: string): string[] };
    SentimentAnalyzer: new (
      language: string,
      stemmer: unknown,
      vocabulary: string,
    ) => { getSentiment(words: string[]): number };
  };
  const sentiment = new Sentiment();
  const analyzer = new natural.SentimentAnalyzer('English', natural.PorterStemmer, 'afinn');
  const tokenizer = new natural.WordTokenizer();
  return [
    { ...about('sentiment'), neutralBand: 0, score: (text) => sentiment.analyze(text).score },
    { ...about('wink-sentiment'), neutralBand: 0, score: (text) => wink(text).score },
    {
      ...about('vader-sentiment'),
      neutralBand: 0.05,
      score: (text) => vader.polarity_scores(text).compound,
    },
    {
      ...about('natural'),
      neutralBand: 0,
      score: (text) => analyzer.getSentiment(tokenizer.tokenize(text)) || 0, // NaN without words
    },
  ];
}

function bytesOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.reduce((sum, file) => {
    const stats = statSync(join(folder, file));
    return sum + (stats.isFile() ? stats.size : 0);
  }, 0);
}
