import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Examples, encode } from '../../lib/batches/examples';
import { split } from '../../lib/batches/split';
import { type Checkpoint, loadCheckpoint, saveCheckpoint } from '../../lib/checkpoints/checkpoint';
import type { StepMetrics } from '../../lib/evaluation/metrics';
import { registerVectors } from '../../lib/layers/frozen-embedding';
import { OREILLY, OREILLY_TRAINING, oreillyModel } from '../../lib/models/oreilly';
import { adam } from '../../lib/optimizers/adam';
import { type Progress, showProgress } from '../../lib/progress';
import { checkpointsDir } from '../../lib/repository';
import { fit } from '../../lib/training/fit';
import type { WordVectors } from '../../lib/vectors/word-vectors';
import type { CourseReviews } from './reviews';

/**
 * The correction of the tutorial's network: masked average pooling, so that padding has no
 * effect.
 */
const CORRECTED = { pooling: 'mean' } as const;

/** The epochs of the corrected run: as many as fit into a lesson. */
const EPOCHS = 4;

/** Returns the folder of the corrected network's checkpoint for a data set. */
export function oreillyCheckpoints(dataset: CourseReviews['dataset']): string {
  return join(checkpointsDir(), `oreilly-${dataset}`);
}

/** Callbacks of a run. */
export interface RunOptions {
  /** Called with the metrics on training batches. */
  onMetrics?: (metrics: StepMetrics) => void;
  /** Called after every epoch with the metrics on the validation set. */
  onValidated?: (metrics: StepMetrics) => void;
  progress?: Progress;
}

/** The result of a run of the corrected network. */
export interface Run {
  /** The folder of the checkpoint with the lowest validation loss. */
  checkpoint: string;
  /** The metrics on the validation set after each epoch. */
  validationHistory: StepMetrics[];
}

/**
 * Trains the tutorial's network in its corrected configuration. It trains on nine tenths of the
 * training reviews, in batches of similar length. After each epoch it evaluates the validation
 * set, the other tenth, without dropout, and saves the checkpoint if it is the best so far.
 */
export async function runCorrectedOreilly(
  { dataset, train: reviews }: CourseReviews,
  vectors: WordVectors,
  { onMetrics, onValidated, progress }: RunOptions = {},
): Promise<Run> {
  const { batchSize, maxSeqLength, learningRate } = OREILLY_TRAINING;
  const { train, validation } = await splitValidation({ dataset, train: reviews }, vectors);
  const model = oreillyModel(vectors, CORRECTED);
  const optimizer = adam({ learningRate });
  const checkpoint = oreillyCheckpoints(dataset);
  const run = fit({
    model,
    optimizer,
    train,
    validation,
    batchSize,
    seed: OREILLY.seed,
    epochs: EPOCHS,
    progress,
    onMetrics,
    async onValidation({ step, evaluation, best }) {
      const { loss, accuracy } = evaluation!;
      onValidated?.({ step, loss, accuracy });
      if (!best) return;
      await saveCheckpoint(
        checkpoint,
        model,
        {
          system: 'oreilly',
          config: { ...OREILLY, ...CORRECTED },
          step,
          classes: train.classes,
          vectors: { dataset: 'glove-50', order: 'oreilly' },
          maxLength: maxSeqLength,
          metrics: { validationLoss: loss, validationAccuracy: accuracy },
        },
        { optimizer },
      );
    },
  });
  const { validationHistory } = await run.finally(() => model.dispose());
  return { checkpoint, validationHistory };
}

/** Splits the training reviews into a training set of nine tenths and a validation set. */
async function splitValidation(
  { train: reviews }: Pick<CourseReviews, 'dataset' | 'train'>,
  vectors: WordVectors,
): Promise<{ train: Examples; validation: Examples }> {
  const examples = await encode(reviews, vectors, { maxLength: OREILLY_TRAINING.maxSeqLength });
  return split(examples, 0.1, OREILLY.seed);
}

/**
 * Returns the corrected network that an earlier lesson saved. If there is none, trains it in a
 * minute or two.
 */
export async function correctedOreilly(reviews: CourseReviews, vectors: WordVectors): Promise<Checkpoint> {
  const folder = oreillyCheckpoints(reviews.dataset);
  if (!existsSync(folder))
    await runCorrectedOreilly(reviews, vectors, { progress: showProgress('Training', 'steps') });
  registerVectors(vectors);
  return loadCheckpoint(folder);
}
