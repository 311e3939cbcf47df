import { tf } from '../backend';
import { pause } from '../interrupt';
import type { Progress } from '../progress';
import { type LanguageModel, languageModelLoss, zeroState } from './language-model';
import type { TokenCorpus } from './token-corpus';
import { batchesInEpoch, tokenStreams } from './token-streams';

/**
 * Returns the perplexity of a language model on a corpus: e to the power of the mean cross-entropy
 * per token, with the softmax over the whole vocabulary. A model that assigns the same probability
 * to N tokens has the perplexity N.
 *
 * @param backwards whether to read each text from its end to its start. Default: false.
 * @returns NaN for a corpus of fewer than 50 tokens
 * @throws when `signal` aborts.
 */
export async function perplexity(
  model: LanguageModel,
  corpus: TokenCorpus,
  {
    backwards = false,
    progress,
    signal,
  }: { backwards?: boolean; progress?: Progress; signal?: AbortSignal } = {},
): Promise<number> {
  const streams = Math.max(1, Math.min(16, Math.floor(corpus.ids.length / 50)));
  const options = { streams, timeSteps: 50, seed: 0, backwards };
  const batches = batchesInEpoch(corpus, options);
  const stream = tokenStreams(corpus, options);
  let state = zeroState(model, options.streams);
  let sum = 0;
  try {
    for (let batch = 0; batch < batches; batch++) {
      await pause(signal);
      const { loss, state: next } = languageModelLoss(model, state, stream.next().value!);
      tf.dispose({ ...state });
      state = next;
      sum += loss;
      progress?.(batch + 1, batches);
    }
  } finally {
    tf.dispose({ ...state });
  }
  return Math.exp(sum / batches);
}
