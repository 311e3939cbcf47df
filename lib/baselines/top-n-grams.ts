import type { tf } from '../backend';
import { batchTokenIds } from '../text/n-grams';
import type { Vocabulary } from '../text/vocabulary';
import { partsOf } from './n-gram-model';

/** An n-gram with what it adds to the logit of the second class, positive or negative. */
export interface WeightedNGram {
  ngram: string;
  /** Its own weight times its scale: what one occurrence adds, before a text is scaled to length 1. */
  weight: number;
}

/** Returns the n-grams that speak most for the first class, and for the second one, the strongest first. */
export function topNGrams(
  model: tf.LayersModel,
  { words }: Pick<Vocabulary, 'words'>,
  count = 10,
): { first: WeightedNGram[]; second: WeightedNGram[] } {
  const { features, linear } = partsOf(model);
  const weights = linear.weights.map((weight, ngram) => weight * features.scale[ngram]!);
  const order = Array.from(weights.keys()).sort((a, b) => weights[a]! - weights[b]!);
  const named = (ngram: number): WeightedNGram => ({
    ngram: batchTokenIds(features.ngrams, ngram)
      .map((id) => words[id]!)
      .join(' '),
    weight: weights[ngram]!,
  });
  return {
    first: order.slice(0, count).map(named),
    second: order.slice(-count).reverse().map(named),
  };
}
