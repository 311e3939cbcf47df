import { join } from 'node:path';
import { fitNGramModel } from '../../lib/baselines/fit-n-gram-model';
import type { Weighting } from '../../lib/baselines/n-gram-features';
import { saveCheckpoint } from '../../lib/checkpoints/checkpoint';
import { checkpointAt } from '../../lib/checkpoints/run-folder';
import { type Evaluation, evaluate } from '../../lib/evaluation/evaluate';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import { summaryWriter, writeClassScores, writeMetrics } from '../../lib/training/tensorboard';
import { classWeightsOf } from './class-weights';
import { digestOfExamples } from './prepared-files';
import type { Run, RunSummary } from './run-events';
import { evaluateOnTestSet, foldersOf, recordOf, runDataOf } from './run-record';
import type { RunValues, System } from './system';
import type { TokenizerChoice } from './tokenizer-choice';

/** The flags of the n-gram baselines. */
export type NGramValues = RunValues & {
  validation_split: number | null;
  test_size: number | null;
  tokenizer: TokenizerChoice;
  class_weights: string | null;
  ngrams: number;
  min_df: number;
  c: number;
  max_iter: number;
};

/**
 * Fits a logistic regression on n-grams and saves it as a checkpoint. It cannot be resumed: if it
 * is stopped, nothing is saved.
 *
 * @throws the signal's reason if it is stopped
 */
export async function fitNGrams(
  system: Pick<System, 'name'>,
  weighting: Weighting,
  run: Run<NGramValues>,
): Promise<RunSummary> {
  const { values, prepared, events } = run;
  const { train, validation, test, tokenSource } = prepared;
  const { signal } = events;
  const started = performance.now();
  const { ngrams: longest, min_df: minDocumentFrequency, c, max_iter: maxIterations } = values;
  const classes = train.classes.length;
  const logits = classes === 2 ? 1 : classes;
  const fits = weighting === 'tf-idf' ? 1 : logits; // one against all others, for each class
  const steps = fits * maxIterations;
  const training: StepMetrics[] = [];
  const show = events.progress?.('Training', 'steps');
  const { model, features, iterations, converged } = await fitNGramModel(train, weighting, {
    longest,
    minDocumentFrequency,
    c,
    maxIterations,
    classWeights: classWeightsOf(values.class_weights, train),
    progress: events.progress?.('Counting n-grams', 'reviews'),
    signal,
    onFeatures({ scale }) {
      const trainableParameters = logits * (scale.length + 1);
      const size = { trainableParameters, batchSize: train.ids.length };
      events.onData?.(runDataOf(system, prepared, { ...size, from: 0, steps }));
    },
    onStep({ step, loss, accuracy }) {
      const metrics = { step, loss, accuracy };
      training.push(metrics);
      events.onStep?.(metrics);
      show?.(step, steps, `loss ${loss.toFixed(3)}`);
    },
  });
  const ngrams = features.scale.length;
  const step = iterations;
  show?.(step, step);
  try {
    const { folder, summaries } = await foldersOf(run);
    const history: StepMetrics[] = [];
    let scores: Evaluation | undefined;
    if (validation.ids.length > 0) {
      const evaluation = await evaluate(model, validation, { signal });
      const metrics = { step, loss: evaluation.loss, accuracy: evaluation.accuracy };
      history.push(metrics);
      events.onValidated?.(metrics, evaluation);
      scores = evaluation;
    }
    for (const [part, curve] of Object.entries({ train: training, validation: history })) {
      const summary = summaryWriter(join(summaries, part));
      for (const metrics of curve) writeMetrics(summary, metrics);
      if (part === 'validation' && scores) writeClassScores(summary, scores, train.classes, step);
      summary.flush();
    }
    const seconds = (performance.now() - started) / 1000;
    const curves = { training, validation: history, seconds };
    const digest = digestOfExamples([train, validation]);
    const config = { weighting, longest, minDocumentFrequency, c, ngrams };
    const record = recordOf(system, run, { config, step, summaries, digest }, curves, history[0]);
    const at = checkpointAt(folder, step);
    await saveCheckpoint(at, model, record, { vocabulary: tokenSource.vocabulary });
    events.onSaved?.(at);
    const tested = await evaluateOnTestSet(model, test, events);
    return { folder, steps: step, ...curves, stoppedEarly: converged, test: tested };
  } finally {
    model.dispose();
  }
}
