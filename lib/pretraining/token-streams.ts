import { randomFrom, shuffled } from '../batches/random';
import { derivedSeed } from '../layers/seeds';
import { END_TOKEN } from '../text/word-tokens';
import { type TokenCorpus, textAt } from './token-corpus';

/** What a language model reads at one step of its training. */
export interface StreamBatch {
  /** The words that are read, time first: `[time * streams]`. */
  inputs: Int32Array;
  /** The words that follow them, in the same order. */
  targets: Int32Array;
  /** Whether the streams begin here: the state before their first word is zero. */
  first: boolean;
}

/** Options of `tokenStreams`. */
export interface TokenStreamsOptions {
  /** Streams that are read side by side: the rows of a batch. */
  streams: number;
  /** Words of each stream in a batch. */
  timeSteps: number;
  /** Decides the order of the texts. */
  seed: number;
  /** Whether each text is read from its end to its start. */
  backwards?: boolean;
  /** How many batches are passed over, where training goes on. Default 0. */
  from?: number;
}

/** Returns how many batches an epoch has. */
export function batchesInEpoch({ ids }: TokenCorpus, { streams, timeSteps }: TokenStreamsOptions): number {
  return Math.floor(ids.length / (streams * timeSteps));
}

/**
 * Yields batches without end for a language model that carries its state from one batch to the next. In each epoch all texts
 * are joined in a new order, each followed by its end mark, and the whole is cut into streams of equal length; batch by
 * batch, a stream goes on where it stopped. What does not fill a last batch is left out. An epoch follows from
 * the seed and its number alone.
 *
 * @throws when the texts do not fill one batch
 */
export function* tokenStreams(corpus: TokenCorpus, options: TokenStreamsOptions): Generator<StreamBatch> {
  const { streams, timeSteps, seed, from = 0 } = options;
  const perEpoch = batchesInEpoch(corpus, options);
  if (perEpoch === 0)
    throw new Error(`${corpus.ids.length} words do not fill ${streams} streams of ${timeSteps} words`);
  for (let epoch = Math.floor(from / perEpoch); ; epoch++) {
    const words = joined(corpus, derivedSeed(seed, `epoch ${epoch}`), options.backwards ?? false);
    const start = Math.max(0, from - epoch * perEpoch);
    for (let batch = start; batch < perEpoch; batch++) {
      const inputs = new Int32Array(timeSteps * streams);
      const targets = new Int32Array(timeSteps * streams);
      for (let stream = 0; stream < streams; stream++) {
        const at = (stream * perEpoch + batch) * timeSteps;
        for (let t = 0; t < timeSteps; t++) {
          inputs[t * streams + stream] = words[at + t]!;
          targets[t * streams + stream] = words[at + t + 1]!;
        }
      }
      yield { inputs, targets, first: batch === 0 };
    }
  }
}

/** Returns all texts in random order, an end mark before the first one and behind each. */
function joined(corpus: TokenCorpus, seed: number, backwards: boolean): Int32Array {
  const words = new Int32Array(1 + corpus.ids.length);
  words[0] = corpus.vocabulary.idOf(END_TOKEN);
  let at = 1;
  for (const n of shuffled(Array.from(corpus.ends.keys()), randomFrom(seed))) {
    const text = textAt(corpus, n);
    words.set(text, at);
    if (backwards) words.subarray(at, at + text.length - 1).reverse(); // the end mark stays behind
    at += text.length;
  }
  return words;
}
