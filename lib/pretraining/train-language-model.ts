import { tf } from '../backend';
import { randomFrom } from '../batches/random';
import { derivedSeed } from '../layers/seeds';
import type { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';
import { gradientStep } from '../training/gradient-step';
import { type LoopOptions, trainingLoop } from '../training/loop';
import {
  type CarriedState,
  type LanguageModel,
  languageModelGradients,
  lookupsOf,
  zeroState,
} from './language-model';
import { candidatesFor } from './sampled-softmax';
import type { TokenCorpus } from './token-corpus';
import { tokenStreams } from './token-streams';

/** Options of `trainLanguageModel`. */
export interface LanguageModelTraining
  extends Omit<LoopOptions<{ step: number; loss: number }>, 'from' | 'onStep'> {
  model: LanguageModel;
  corpus: TokenCorpus;
  /** An optimizer that supports sparse updates: `adam({ sparse: true })`. */
  optimizer: UpdateRuleOptimizer;
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
  /**
   * The number of steps between two calls of `onMetrics`, with the mean loss, in nats, of these
   * steps. Default: 50.
   */
  logEvery?: number;
  /**
   * Called after each step with the number of steps done, and awaited, to save checkpoints. Do not
   * keep `state`: it is disposed.
   */
  onStep?: (done: number, state: CarriedState) => void | Promise<void>;
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
  const from = resume?.step ?? 0;
  const batches = tokenStreams(corpus, { streams, timeSteps, seed, backwards, from });
  const { vocabularySize } = model.config;
  const variables = Object.values(model.weights);
  let state = resume?.state ?? zeroState(model, streams);
  const carry = (next: CarriedState) => {
    tf.dispose({ ...state });
    state = next;
  };
  let losses: number[] = [];

  const makeStep = async (step: number) => {
    const batch = batches.next().value!;
    if (batch.first) carry(zeroState(model, streams));
    const random = randomFrom(derivedSeed(seed, `candidates of step ${step}`));
    const candidates = candidatesFor(batch.targets, { vocabularySize, frequent, drawn, random });
    const lookups = lookupsOf(model, batch, candidates);
    const gradientStepOptions = { optimizer, variables, lookups, globalClipNorm };
    const { loss, state: next } = await gradientStep(gradientStepOptions, (rows) =>
      languageModelGradients(model, rows, state, batch, candidates),
    );
    carry(next);
    losses.push(loss.dataSync()[0]!);
    loss.dispose();
    if ((step + 1) % logEvery !== 0 && step !== steps - 1) return undefined;
    const mean = losses.reduce((sum, one) => sum + one, 0) / losses.length;
    losses = [];
    return { step: step + 1, loss: mean };
  };
  const onStep = (done: number) => options.onStep?.(done, state);
  await trainingLoop({ ...options, from, onStep }, makeStep).finally(() => tf.dispose({ ...state }));
}
