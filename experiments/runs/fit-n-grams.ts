import { join } from 'node:path';
import { logisticRegression } from '../../lib/baselines/logistic-regression';
import { nGramFeatures, vectorsOf, type Weighting } from '../../lib/baselines/n-gram-features';
import { nGramModel } from '../../lib/baselines/n-gram-model';
import { saveCheckpoint } from '../../lib/checkpoints/checkpoint';
import { checkpointAt } from '../../lib/checkpoints/run-folder';
import { evaluate } from '../../lib/evaluation/evaluate';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import { summaryWriter, writeMetrics } from '../../lib/training/tensorboard';
import { digestOfExamples } from './prepared-files';
import type { Run, RunSummary } from './run-events';
import { evaluateOnTestSet, foldersOf, recordOf, runDataOf } from './run-record';
import type { RunValues, System } from './system';

/** The flags of the n-gram baselines. */
export type NGramValues = RunValues & {
  validation_split: number | null;
  test_size: number | null;
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
  system: Pick<System, 'name' | 'tokenizer'>,
  weighting: Weighting,
  run: Run<NGramValues>,
): Promise<RunSummary> {
  const { values, prepared, events } = run;
  const { train, validation, test, tokenSource } = prepared;
  const { signal } = events;
  const started = performance.now();
  const { ngrams: longest, min_df: minDocumentFrequency, c, max_iter: maxIterations } = values;
  const features = await nGramFeatures(train, weighting, {
    longest,
    minDocumentFrequency,
    progress: events.progress?.('Counting n-grams', 'reviews'),
    signal,
  });
  const ngrams = features.scale.length;
  const size = { trainableParameters: ngrams + 1, batchSize: train.ids.length };
  events.onData?.(runDataOf(system, prepared, { ...size, from: 0, steps: maxIterations }));
  const training: StepMetrics[] = [];
  const show = events.progress?.('Training', 'steps');
  const linear = await logisticRegression(vectorsOf(train.ids, features), train.labels, {
    c,
    maxIterations,
    signal,
    onStep({ step, loss, accuracy }) {
      const metrics = { step, loss, accuracy };
      training.push(metrics);
      events.onStep?.(metrics);
      show?.(step, maxIterations, `loss ${loss.toFixed(3)}`);
    },
  });
  const step = linear.iterations;
  show?.(step, step);
  const model = nGramModel(features, linear);
  try {
    const { folder, summaries } = await foldersOf(run);
    const history: StepMetrics[] = [];
    if (validation.ids.length > 0) {
      const evaluation = await evaluate(model, validation, { signal });
      const metrics = { step, loss: evaluation.loss, accuracy: evaluation.accuracy };
      history.push(metrics);
      events.onValidated?.(metrics, evaluation);
    }
    for (const [part, curve] of Object.entries({ train: training, validation: history })) {
      const summary = summaryWriter(join(summaries, part));
      for (const metrics of curve) writeMetrics(summary, metrics);
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
    return { folder, steps: step, ...curves, stoppedEarly: linear.converged, test: tested };
  } finally {
    model.dispose();
  }
}
