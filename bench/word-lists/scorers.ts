/** How the packages rate a text. Nothing is loaded before it is asked for. */

/** A package that rates texts by a list of words. */
export interface Scorer {
  /** Loads the package. Returns what scores a text: above 0 positive, below 0 negative. */
  load(require: NodeJS.Require): (text: string) => number;
  /**
   * Scores from -`neutralBand` to `neutralBand` are neutral, as the package's documentation says.
   */
  neutralBand: number;
}

interface Natural {
  PorterStemmer: unknown;
  WordTokenizer: new () => { tokenize(text: string): string[] };
  SentimentAnalyzer: new (
    language: string,
    stemmer: unknown,
    vocabulary: string,
  ) => { getSentiment(words: string[]): number };
}

/** The scorers by the names of their packages. */
export const SCORERS: Readonly<Record<string, Scorer>> = {
  sentiment: {
    neutralBand: 0,
    load(require) {
      const Sentiment = require('sentiment') as new () => { analyze(text: string): { score: number } };
      const sentiment = new Sentiment();
      return (text) => sentiment.analyze(text).score;
    },
  },
  'wink-sentiment': {
    neutralBand: 0,
    load(require) {
      const wink = require('wink-sentiment') as (text: string) => { score: number };
      return (text) => wink(text).score;
    },
  },
  'vader-sentiment': {
    neutralBand: 0.05,
    load(require) {
      const { SentimentIntensityAnalyzer: vader } = require('vader-sentiment') as {
        SentimentIntensityAnalyzer: { polarity_scores(text: string): { compound: number } };
      };
      return (text) => vader.polarity_scores(text).compound;
    },
  },
  natural: {
    neutralBand: 0,
    load(require) {
      const { PorterStemmer, SentimentAnalyzer, WordTokenizer } = require('natural') as Natural;
      const analyzer = new SentimentAnalyzer('English', PorterStemmer, 'afinn');
      const tokenizer = new WordTokenizer();
      return (text) => analyzer.getSentiment(tokenizer.tokenize(text)) || 0; // NaN without words
    },
  },
};
