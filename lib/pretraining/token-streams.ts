import { randomFrom, shuffled } from '../batches/random';
import { derivedSeed } from '../layers/seeds';
import { END_TOKEN } from '../text/word-tokens';
import { type TokenCorpus, textAt } from './token-corpus';

/** A batch of a language model's training. */
export interface StreamBatch {
  /** The input token ids, time-major, `[time, streams]`. */
  inputs: Int32Array;
  /** The token ids that follow the inputs, `[time, streams]`. */
  targets: Int32Array;
  /** Whether the streams start here, so that the state before the batch is zero. */
  first: boolean;
}

/** Options of `tokenStreams`. */
export interface TokenStreamsOptions {
  /** The number of parallel streams: the batch size. */
  streams: number;
  /** The number of time steps in a batch. */
  timeSteps: number;
  /** The seed of the order of the texts. */
  seed: number;
  /** Whether each text is read from its end to its start. Default: false. */
  backwards?: boolean;
  /** The number of batches to skip, to resume training. Default: 0. */
  from?: number;
}

/** Returns the number of batches in an epoch. */
export function batchesInEpoch({ ids }: TokenCorpus, { streams, timeSteps }: TokenStreamsOptions): number {
  return Math.floor(ids.length / (streams * timeSteps));
}

/**
 * Yields batches without end for a language model that carries its state from batch to batch. In
 * each epoch all texts are concatenated in a new random order, with an end token after each, and
 * cut into `streams` parts of equal length. Each stream continues in the next batch. The rest that
 * does not fill a batch is left out. An epoch depends only on the seed and its number.
 *
 * @throws when the texts do not fill one batch.
 */
export function* tokenStreams(corpus: TokenCorpus, options: TokenStreamsOptions): Generator<StreamBatch> {
  const { streams, timeSteps, seed, from = 0 } = options;
  const perEpoch = batchesInEpoch(corpus, options);
  if (perEpoch === 0)
    throw new Error(`${corpus.ids.length} tokens do not fill ${streams} streams of ${timeSteps} tokens`);
  for (let epoch = Math.floor(from / perEpoch); ; epoch++) {
    const tokens = joined(corpus, derivedSeed(seed, `epoch ${epoch}`), options.backwards ?? false);
    const start = Math.max(0, from - epoch * perEpoch);
    for (let batch = start; batch < perEpoch; batch++) {
      const inputs = new Int32Array(timeSteps * streams);
      const targets = new Int32Array(timeSteps * streams);
      for (let stream = 0; stream < streams; stream++) {
        const at = (stream * perEpoch + batch) * timeSteps;
        for (let t = 0; t < timeSteps; t++) {
          inputs[t * streams + stream] = tokens[at + t]!;
          targets[t * streams + stream] = tokens[at + t + 1]!;
        }
      }
      yield { inputs, targets, first: batch === 0 };
    }
  }
}

/** Returns all texts in random order, with an end token before the first and after each. */
function joined(corpus: TokenCorpus, seed: number, backwards: boolean): Int32Array {
  const tokens = new Int32Array(1 + corpus.ids.length);
  tokens[0] = corpus.vocabulary.idOf(END_TOKEN);
  let at = 1;
  for (const n of shuffled(Array.from(corpus.ends.keys()), randomFrom(seed))) {
    const text = textAt(corpus, n);
    tokens.set(text, at);
    if (backwards) tokens.subarray(at, at + text.length - 1).reverse(); // the end token stays last
    at += text.length;
  }
  return tokens;
}
