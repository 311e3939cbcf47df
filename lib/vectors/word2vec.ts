import { pause } from '../interrupt';
import type { Progress } from '../progress';
import { buildVocabulary, UNKNOWN_ID } from '../text/vocabulary';
import { cbow, cbowLoss } from './cbow';
import { noiseTable, type Word2VecStep } from './negative-sampling';
import { skipGram, skipGramLoss } from './skip-gram';
import { type WordVectors, wordVectors } from './word-vectors';

/** Options of `trainWord2Vec`. */
export interface Word2VecOptions {
  /** `cbow` predicts a word from those around it, `skip-gram` those around it from a word. */
  model: 'cbow' | 'skip-gram';
  /** Numbers in a vector. Default 100. */
  dimensions?: number;
  /** How many words to each side belong to a window. Default 5. */
  window?: number;
  /** Whether windows have their full size everywhere, or one from 1 to `window` drawn at each place (the default). */
  fixedWindow?: boolean;
  /** How many words drawn at random each question is asked about, beside the right one. Default 5. */
  negatives?: number;
  /** How often the texts are read. Default 5. */
  epochs?: number;
  /** At the start; it falls to nearly 0 in a straight line. Default .05 for CBOW and .025 for skip-gram. */
  learningRate?: number;
  /** Rarer words get no vector, and are as if they were not in the texts. Default 5. */
  minCount?: number;
  /** A word that is this share of all words, or more, is passed over at some of its places. Default .001. */
  subsample?: number;
  /** Decides everything that is drawn. Default 0. */
  seed?: number;
  /** Is told how many words are read, in all epochs. */
  progress?: Progress;
  /** Called now and then with how many words are read, and the mean loss of a question, in nats. */
  onMetrics?: (wordsRead: number, loss: number) => void;
  signal?: AbortSignal;
}

const LEARNING_RATE = { cbow: 0.05, 'skip-gram': 0.025 };
const MODELS = {
  cbow: { learn: cbow, lossOf: cbowLoss },
  'skip-gram': { learn: skipGram, lossOf: skipGramLoss },
};

/** Words read between two looks at the loss, the stop button and the learning rate. */
const ROUND = 20_000;
/** One place in that many is asked for its loss. */
const LOSS_SAMPLING = 50;

/**
 * Learns a vector for each frequent word of some texts, with word2vec (Mikolov et al. 2013a, b): windows, negative
 * sampling, frequent words passed over, a falling learning rate. The same seed gives the same vectors. Words stand in the
 * order of their frequency, the most frequent first.
 *
 * @param documents each as its words; windows do not reach from one into the next
 * @throws when there are not two words that occur often enough; when it is stopped
 */
export async function trainWord2Vec(
  documents: Iterable<readonly string[]>,
  options: Word2VecOptions,
): Promise<WordVectors> {
  const { model, dimensions = 100, window = 5, fixedWindow = false, negatives = 5, epochs = 5 } = options;
  const { learningRate = LEARNING_RATE[model], minCount = 5, subsample = 1e-3, seed = 0, signal } = options;
  const { words, counts, ids, ends } = readTexts(documents, minCount);
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
  const place = new Int32Array(longest(ends));
  let read = 0;
  let [due, lossSum, lossCount] = [0, 0, 0];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (let text = 0, start = 0; text < ends.length; start = ends[text++]!) {
      if (read >= due) {
        options.progress?.(read, total, lossCount ? `loss ${(lossSum / lossCount).toFixed(3)}` : '');
        if (lossCount) options.onMetrics?.(read, lossSum / lossCount);
        [due, lossSum, lossCount] = [read + ROUND, 0, 0];
        await pause(signal);
      }
      let length = 0;
      for (let at = start; at < ends[text]!; at++)
        if (random() < keepThreshold[ids[at]!]!) place[length++] = ids[at]!;
      step.learningRate = learningRate * Math.max(1e-4, 1 - read / total);
      for (let center = 0; center < length; center++) {
        const windowSize = fixedWindow ? window : 1 + (random() % window);
        const from = Math.max(0, center - windowSize);
        const to = Math.min(length, center + windowSize + 1);
        if (to - from < 2) continue;
        if (random() % LOSS_SAMPLING === 0) {
          lossSum += lossOf(step, place, center, from, to);
          lossCount++;
        }
        learn(step, place, center, from, to);
      }
      read += ends[text]! - start;
    }
  }
  options.progress?.(total, total);
  if (lossCount) options.onMetrics?.(total, lossSum / lossCount);
  return wordVectors(model, words, step.input, dimensions);
}

/** Texts as ids of frequent words, one behind the other. */
interface Corpus {
  words: string[];
  /** By id. */
  counts: number[];
  ids: Int32Array;
  /** Where each text ends in `ids`. */
  ends: Int32Array;
}

function readTexts(documents: Iterable<readonly string[]>, minCount: number): Corpus {
  const all = Array.from(documents);
  const vocabulary = buildVocabulary(all, { minCount });
  const reserved = UNKNOWN_ID + 1;
  const words = vocabulary.words.slice(reserved);
  if (words.length < 2)
    throw new Error(`${words.length} words occur ${minCount} times or more: word2vec needs two at least`);
  const ids = new Int32Array(vocabulary.counts.slice(reserved).reduce((sum, count) => sum + count, 0));
  const ends = new Int32Array(all.length);
  let at = 0;
  for (const [n, text] of all.entries()) {
    for (const word of text) {
      const id = vocabulary.idOf(word);
      if (id !== UNKNOWN_ID) ids[at++] = id - reserved;
    }
    ends[n] = at;
  }
  return { words, counts: vocabulary.counts.slice(reserved), ids, ends };
}

/** Returns below which of 2^32 random numbers each word stays: sqrt(t / f) + t / f of them, as in word2vec's program. */
function keepThresholds(counts: readonly number[], subsample: number): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float64Array.from(counts, (count) => {
    const relative = (subsample * total) / count;
    return 2 ** 32 * Math.min(1, Math.sqrt(relative) + relative);
  });
}

function longest(ends: Int32Array): number {
  return ends.reduce((most, end, n) => Math.max(most, end - (n === 0 ? 0 : ends[n - 1]!)), 0);
}

/** Returns a source of random whole numbers from 0 to 2^32 - 1 (xorshift32, Marsaglia 2003): fast, and good enough here. */
function xorshift(seed: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
