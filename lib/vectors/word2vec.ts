import { pause } from '../interrupt';
import type { Progress } from '../progress';
import { buildVocabulary, UNKNOWN_ID } from '../text/vocabulary';
import { cbow, cbowLoss, skipGram, skipGramLoss } from './cbow-skip-gram';
import { noiseTable, type Word2VecStep } from './negative-sampling';
import { type WordVectors, wordVectors } from './word-vectors';

/** Options of `trainWord2Vec`. */
export interface Word2VecOptions {
  /** `cbow` predicts a word from its context, `skip-gram` the context from a word. */
  model: 'cbow' | 'skip-gram';
  /** The length of a vector. Default: 100. */
  dimensions?: number;
  /** The window size: the number of context words on each side. Default: 5. */
  window?: number;
  /**
   * Whether all windows have the full size. By default the size is drawn from 1 to `window` at
   * each position.
   */
  fixedWindow?: boolean;
  /** The number of negative samples for each target. Default: 5. */
  negatives?: number;
  /** The number of passes over the documents. Default: 5. */
  epochs?: number;
  /**
   * The initial learning rate. It decays linearly to nearly 0. Default: 0.05 for CBOW, 0.025 for
   * skip-gram.
   */
  learningRate?: number;
  /** Words with a smaller count get no vector, and are removed from the documents. Default: 5. */
  minCount?: number;
  /**
   * The threshold of subsampling: more frequent words, as a share of all, are skipped at random.
   * Default: 0.001.
   */
  subsample?: number;
  /** The seed of all random numbers. Default: 0. */
  seed?: number;
  /** Called with the number of words read, and of all words in all epochs. */
  progress?: Progress;
  /**
   * Called about every 20,000 words with the number of words read, and the mean loss of a target,
   * in nats.
   */
  onMetrics?: (wordsRead: number, loss: number) => void;
  signal?: AbortSignal;
}

const LEARNING_RATE = { cbow: 0.05, 'skip-gram': 0.025 };
const MODELS = {
  cbow: { learn: cbow, lossOf: cbowLoss },
  'skip-gram': { learn: skipGram, lossOf: skipGramLoss },
};

/** The number of words read between two reports. */
const REPORT_EVERY = 20_000;
/** The loss is measured at one position in this many. */
const LOSS_SAMPLING = 50;

/**
 * Returns word vectors trained with word2vec (Mikolov et al. 2013a, b): random window sizes,
 * negative sampling, subsampling of frequent words and a linear decay of the learning rate. Words
 * are ordered by frequency, the most frequent first. The same seed gives the same vectors.
 *
 * @param documents the tokens of each; windows do not cross from one document into the next
 * @throws when fewer than two words reach `minCount`, or `signal` aborts.
 */
export async function trainWord2Vec(
  documents: Iterable<readonly string[]>,
  options: Word2VecOptions,
): Promise<WordVectors> {
  const { model, dimensions = 100, window = 5, fixedWindow = false, negatives = 5, epochs = 5 } = options;
  const { learningRate = LEARNING_RATE[model], minCount = 5, subsample = 1e-3, seed = 0, signal } = options;
  const { words, counts, ids, ends } = encodeDocuments(documents, minCount);
  const random = xorshift(seed);
  const table = noiseTable(counts);
  const step: Word2VecStep = {
    input: Float32Array.from(
      { length: words.length * dimensions },
      () => (random() / 2 ** 32 - 0.5) / dimensions,
    ),
    output: new Float32Array(words.length * dimensions),
    dimensions,
    negatives: new Int32Array(negatives),
    draw() {
      for (let n = 0; n < negatives; n++) this.negatives[n] = table[random() & (table.length - 1)]!;
    },
    error: new Float32Array(dimensions),
    learningRate,
  };
  const { learn, lossOf } = MODELS[model];
  const keepThreshold = keepThresholds(counts, subsample);
  const total = ids.length * epochs;
  const kept = new Int32Array(longest(ends)); // a document's ids after subsampling
  let read = 0;
  let [due, lossSum, lossCount] = [0, 0, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let n = 0, start = 0; n < ends.length; start = ends[n++]!) {
      if (read >= due) {
        options.progress?.(read, total, lossCount ? `loss ${(lossSum / lossCount).toFixed(3)}` : '');
        if (lossCount) options.onMetrics?.(read, lossSum / lossCount);
        [due, lossSum, lossCount] = [read + REPORT_EVERY, 0, 0];
        await pause(signal);
      }
      let length = 0;
      for (let at = start; at < ends[n]!; at++)
        if (random() < keepThreshold[ids[at]!]!) kept[length++] = ids[at]!;
      step.learningRate = learningRate * Math.max(1e-4, 1 - read / total);
      for (let center = 0; center < length; center++) {
        const windowSize = fixedWindow ? window : 1 + (random() % window);
        const from = Math.max(0, center - windowSize);
        const to = Math.min(length, center + windowSize + 1);
        if (to - from < 2) continue;
        if (random() % LOSS_SAMPLING === 0) {
          lossSum += lossOf(step, kept, center, from, to);
          lossCount++;
        }
        learn(step, kept, center, from, to);
      }
      read += ends[n]! - start;
    }
  }
  options.progress?.(total, total);
  if (lossCount) options.onMetrics?.(total, lossSum / lossCount);
  return wordVectors(model, words, step.input, dimensions);
}

/** Documents as the ids of frequent words, concatenated. */
interface Corpus {
  words: string[];
  /** The count of each word, by id. */
  counts: number[];
  ids: Int32Array;
  /** The end of each document in `ids`, exclusive. */
  ends: Int32Array;
}

function encodeDocuments(documents: Iterable<readonly string[]>, minCount: number): Corpus {
  const all = Array.from(documents);
  const vocabulary = buildVocabulary(all, { minCount });
  const reserved = UNKNOWN_ID + 1;
  const words = vocabulary.words.slice(reserved);
  if (words.length < 2)
    throw new Error(`${words.length} words occur ${minCount} times or more: word2vec needs at least two`);
  const ids = new Int32Array(vocabulary.counts.slice(reserved).reduce((sum, count) => sum + count, 0));
  const ends = new Int32Array(all.length);
  let at = 0;
  for (const [n, document] of all.entries()) {
    for (const word of document) {
      const id = vocabulary.idOf(word);
      if (id !== UNKNOWN_ID) ids[at++] = id - reserved;
    }
    ends[n] = at;
  }
  return { words, counts: vocabulary.counts.slice(reserved), ids, ends };
}

/**
 * Returns the threshold for each word: an occurrence is kept where a random number from 0 to 2^32
 * - 1 is below it. With the threshold t of subsampling and the word's share f of all words, the
 * probability is sqrt(t / f) + t / f, as in the original word2vec program.
 */
function keepThresholds(counts: readonly number[], subsample: number): Float64Array {
  if (subsample === 0) return new Float64Array(counts.length).fill(2 ** 32); // no subsampling
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float64Array.from(counts, (count) => {
    const relative = (subsample * total) / count;
    return 2 ** 32 * Math.min(1, Math.sqrt(relative) + relative);
  });
}

function longest(ends: Int32Array): number {
  return ends.reduce((most, end, n) => Math.max(most, end - (n === 0 ? 0 : ends[n - 1]!)), 0);
}

/**
 * Returns a generator of random integers from 0 to 2^32 - 1 (xorshift32, Marsaglia 2003), for its
 * speed.
 */
function xorshift(seed: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
