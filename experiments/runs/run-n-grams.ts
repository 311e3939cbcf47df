import { basename, join } from 'node:path';
import { logisticRegression } from '../../lib/baselines/logistic-regression';
import { nGramFeatures, vectorsOf } from '../../lib/baselines/n-gram-features';
import { nGramModel } from '../../lib/baselines/n-gram-model';
import { saveCheckpoint } from '../../lib/checkpoints/checkpoint';
import { checkpointAt, newRunFolder } from '../../lib/checkpoints/run-folder';
import { evaluate } from '../../lib/evaluation/evaluate';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import { summaryWriter, writeMetrics } from '../../lib/training/tensorboard';
import type { FlagValues } from '../systems/flags';
import type { NGramSystem, NGramValues } from '../systems/n-grams';
import { digestOfExamples, type PreparedData } from './prepare';
import type { RunEvents, RunSummary } from './run-events';
import { recordOf, runDataOf } from './run-record';
import { evaluateOnTestSet } from './run-steps';

/**
 * Fits a system of n-grams, saves it as a checkpoint, and returns what held-out texts say. It is done in one go: where it is stopped,
 * nothing is saved.
 *
 * @throws the signal's reason when it is stopped
 */
export async function runNGrams(
  system: NGramSystem,
  values: NGramValues & FlagValues,
  prepared: PreparedData,
  events: RunEvents,
): Promise<RunSummary> {
  const { weighting } = system;
  const { train: trainingSet, validation: validationSet, test, tokenSource } = prepared;
  const { signal } = events;
  const started = performance.now();
  const { ngrams: longest, min_texts: minDocumentFrequency, c, max_iter: maxIterations } = values;
  const progress = events.progress?.('Counting n-grams', 'texts');
  const features = await nGramFeatures(trainingSet, weighting, {
    longest,
    minDocumentFrequency,
    progress,
    signal,
  });
  const ngrams = features.scale.length;
  const size = { trainableParameters: ngrams + 1, batchSize: trainingSet.ids.length };
  events.onData?.(runDataOf(system, prepared, { ...size, from: 0, steps: maxIterations }));
  const training: StepMetrics[] = [];
  const show = events.progress?.('Training', 'steps');
  const linear = await logisticRegression(vectorsOf(trainingSet.ids, features), trainingSet.labels, {
    ...{ c, maxIterations, signal },
    onStep({ step, loss, accuracy }) {
      training.push({ step, loss, accuracy });
      events.onStep?.(training.at(-1)!);
      show?.(step, maxIterations, `loss ${loss.toFixed(3)}`);
    },
  });
  const step = linear.iterations;
  show?.(step, step);
  const model = nGramModel(features, linear);
  try {
    const folder = await newRunFolder(values.checkpoints_root);
    const summaries = join(values.summaries_dir, basename(folder));
    const validation: StepMetrics[] = [];
    if (validationSet.ids.length > 0) {
      const found = await evaluate(model, validationSet, { signal });
      validation.push({ step, loss: found.loss, accuracy: found.accuracy });
      events.onValidated?.(validation[0]!, found);
    }
    for (const [part, curve] of Object.entries({ train: training, validation })) {
      const summary = summaryWriter(join(summaries, part));
      for (const stepMetrics of curve) writeMetrics(summary, stepMetrics);
      summary.flush();
    }
    const [stepMetrics] = validation;
    const config = { weighting, longest, minTexts: minDocumentFrequency, c, ngrams };
    const curves = { training, validation, seconds: (performance.now() - started) / 1000 };
    const record = recordOf(
      { system, values, prepared, config, summaries },
      step,
      curves,
      digestOfExamples([trainingSet, validationSet]),
      stepMetrics && { validationLoss: stepMetrics.loss, validationAccuracy: stepMetrics.accuracy },
    );
    await saveCheckpoint(checkpointAt(folder, step), model, record, { vocabulary: tokenSource.vocabulary });
    events.onSaved?.(checkpointAt(folder, step));
    const found = await evaluateOnTestSet(model, test, events);
    return { folder, steps: step, ...curves, stoppedEarly: linear.converged, ...(found && { test: found }) };
  } finally {
    model.dispose();
  }
}
