import { tf } from '../backend';
import { randomFrom } from '../batches/random';
import { cellSignal, pause } from '../interrupt';
import { derivedSeed } from '../layers/seeds';
import { clipByGlobalNorm } from '../optimizers/clip';
import type { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';
import type { Progress } from '../progress';
import { type CarriedState, type LanguageModel, languageModelStep, zeroState } from './language-model';
import { candidatesFor } from './sampled-softmax';
import type { TokenCorpus } from './token-corpus';
import { tokenStreams } from './token-streams';

/** Options of `trainLanguageModel`. */
export interface LanguageModelTraining {
  model: LanguageModel;
  corpus: TokenCorpus;
  /** An optimizer that supports sparse updates: `adam({ sparse: true })`. */
  optimizer: UpdateRuleOptimizer;
  /** The total number of training steps. */
  steps: number;
  /**
   * Resumes training after `step` steps, with the state carried then. `trainLanguageModel`
   * disposes that state.
   */
  resume?: { step: number; state: CarriedState };
  /** The number of parallel streams: the batch size. Default: 64. */
  streams?: number;
  /** The number of time steps in a batch. Default: 100. */
  timeSteps?: number;
  /** Whether each text is read from its end to its start. Default: false. */
  backwards?: boolean;
  /** The number of most frequent words that are always candidates. Default: 500. */
  frequent?: number;
  /** The number of other words that are sampled in each step. Default: 500. */
  drawn?: number;
  /** Clips the gradients by this global norm. Default: 1. */
  globalClipNorm?: number;
  /** The seed of the order of the texts and of the sampled words. */
  seed: number;
  /** The number of steps between two calls of `onMetrics`. Default: 50. */
  logEvery?: number;
  /** Called with the mean loss, in nats, of the steps since the last call, and awaited. */
  onMetrics?: (measured: { step: number; loss: number }) => void | Promise<void>;
  /**
   * Called after each step with the number of steps done, and awaited, to save checkpoints. Do not
   * keep `state`: it is disposed.
   */
  onStep?: (done: number, state: CarriedState) => void | Promise<void>;
  progress?: Progress;
  /** Stops training between two steps. */
  signal?: AbortSignal;
}

/**
 * Trains a language model in place. The same seeds give the same weights on the same backend, also
 * where training was resumed.
 *
 * @throws when the texts do not fill a batch, the loss is not finite, or `signal` aborts.
 */
export async function trainLanguageModel(options: LanguageModelTraining): Promise<void> {
  const { model, corpus, optimizer, steps, resume, seed, globalClipNorm = 1, logEvery = 50 } = options;
  const { streams = 64, timeSteps = 100, backwards = false, frequent = 500, drawn = 500 } = options;
  const { onMetrics, onStep, progress, signal = cellSignal() } = options;
  const from = resume?.step ?? 0;
  const batches = tokenStreams(corpus, { streams, timeSteps, seed, backwards, from });
  let state = resume?.state ?? zeroState(model, streams);
  let losses: number[] = [];
  try {
    for (let step = from; step < steps; step++) {
      await pause(signal);
      const batch = batches.next().value!;
      if (batch.first) {
        tf.dispose({ ...state });
        state = zeroState(model, streams);
      }
      const random = randomFrom(derivedSeed(seed, `candidates of step ${step}`));
      const vocabularySize = model.config.vocabularySize;
      const candidates = candidatesFor(batch.targets, { vocabularySize, frequent, drawn, random });
      const found = languageModelStep(model, state, batch, candidates);
      tf.dispose({ ...state });
      state = found.state;
      tf.tidy(() => {
        const { gradients, rows, wordBias } = found;
        const all = clipByGlobalNorm({ ...gradients, rows: rows.gradients, wordBias }, globalClipNorm);
        const { rows: rowGradients, wordBias: biasGradient, ...weightGradients } = all;
        const { dimensions } = model.config;
        optimizer.applyGradients(weightGradients, [
          {
            table: model.embeddings,
            dimensions,
            ids: rows.ids,
            gradients: rowGradients!.dataSync<'float32'>(),
          },
          {
            table: model.wordBias,
            dimensions: 1,
            ids: candidates.ids,
            gradients: biasGradient!.dataSync<'float32'>(),
          },
        ]);
      });
      losses.push(found.loss.dataSync()[0]!);
      tf.dispose([found.loss, found.gradients, found.rows.gradients, found.wordBias]);
      if ((step + 1) % logEvery === 0 || step === steps - 1) {
        const loss = losses.reduce((sum, one) => sum + one, 0) / losses.length;
        if (!Number.isFinite(loss))
          throw new Error(`the loss is ${loss} at step ${step}: lower the learning rate`);
        await onMetrics?.({ step: step + 1, loss });
        progress?.(step + 1 - from, steps - from, `loss ${loss.toFixed(3)}`);
        losses = [];
      }
      await onStep?.(step + 1, state);
    }
  } finally {
    tf.dispose({ ...state });
  }
}
