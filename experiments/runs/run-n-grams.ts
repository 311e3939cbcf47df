import { basename, join } from 'node:path';
import { logisticRegression } from '../../lib/baselines/logistic-regression';
import { nGramFeatures, vectorsOf } from '../../lib/baselines/n-gram-features';
import { nGramModel } from '../../lib/baselines/n-gram-model';
import { saveCheckpoint } from '../../lib/checkpoints/checkpoint';
import { checkpointAt, newRunFolder } from '../../lib/checkpoints/run-folder';
import { evaluate } from '../../lib/evaluation/evaluate';
import type { Measured } from '../../lib/evaluation/metrics';
import { drawMeasured, summariesIn } from '../../lib/training/tensorboard';
import type { FlagValues } from '../systems/flags';
import type { NGramSystem, NGramValues } from '../systems/n-grams';
import { digestOfExamples, type PreparedData } from './prepare';
import type { RunEvents, RunSummary } from './run-events';
import { dataOf, recordOf } from './run-record';
import { testAtTheEnd } from './run-steps';

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
  const { rest, held, test, words } = prepared;
  const { signal } = events;
  const started = performance.now();
  const { ngrams: longest, min_texts: minTexts, c, max_iter: maxIterations } = values;
  const progress = events.progress?.('Counting n-grams', 'texts');
  const features = await nGramFeatures(rest, weighting, { longest, minTexts, progress, signal });
  const ngrams = features.scale.length;
  const size = { parameters: ngrams + 1, batchSize: rest.ids.length };
  events.onData?.(dataOf(system, prepared, { ...size, from: 0, steps: maxIterations }));
  const training: Measured[] = [];
  const show = events.progress?.('Training', 'steps');
  const linear = await logisticRegression(vectorsOf(rest.ids, features), rest.labels, {
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
    const validation: Measured[] = [];
    if (held.ids.length > 0) {
      const found = await evaluate(model, held, { signal });
      validation.push({ step, loss: found.loss, accuracy: found.accuracy });
      events.onValidated?.(validation[0]!, found);
    }
    for (const [part, curve] of Object.entries({ train: training, validation })) {
      const summary = summariesIn(join(summaries, part));
      for (const measured of curve) drawMeasured(summary, measured);
      summary.flush();
    }
    const [measured] = validation;
    const config = { weighting, longest, minTexts, c, ngrams };
    const curves = { training, validation, seconds: (performance.now() - started) / 1000 };
    const record = recordOf(
      { system, values, prepared, config, summaries },
      step,
      curves,
      digestOfExamples([rest, held]),
      measured && { validationLoss: measured.loss, validationAccuracy: measured.accuracy },
    );
    await saveCheckpoint(checkpointAt(folder, step), model, record, { vocabulary: words.vocabulary });
    events.onSaved?.(checkpointAt(folder, step));
    const found = await testAtTheEnd(model, test, events);
    return { folder, steps: step, ...curves, stoppedEarly: linear.converged, ...(found && { test: found }) };
  } finally {
    model.dispose();
  }
}
