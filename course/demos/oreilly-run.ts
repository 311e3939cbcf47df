import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Examples, encodeReviews } from '../../lib/batches/examples';
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

/** What the course changes in the tutorial's network: its classifier sees the mean over words, and no padding. */
const CORRECTED = { pooling: 'mean' } as const;

/** How many times the mended run reads its reviews: what fits into a lesson. */
const EPOCHS = 4;

/** Where the mended network's checkpoints are, by the reviews that it was trained on. */
export function oreillyCheckpoints(dataset: CourseReviews['dataset']): string {
  return join(checkpointsDir(), `oreilly-${dataset}`);
}

interface RunOptions {
  /** Called with every measurement on training batches. */
  onMetrics?: (measured: StepMetrics) => void;
  /** Called after every epoch with what the held-out reviews say. */
  onValidated?: (measured: StepMetrics) => void;
  progress?: Progress;
}

/** What a run of the mended network leaves behind. */
export interface Run {
  /** The folder of the checkpoint with the lowest loss on the held-out reviews. */
  checkpoint: string;
  /** What the held-out reviews said after each epoch. */
  validationHistory: StepMetrics[];
}

/**
 * Trains the tutorial's network with its flaws mended: it trains on nine tenths of the training reviews in batches
 * of similar length, measures the held-out tenth after each epoch with dropout off, and keeps the checkpoint that
 * did best there.
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
    async onEpoch({ step, loss, accuracy, best }) {
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

/** Returns the training reviews in two parts: nine tenths to train on, one tenth to choose by. */
async function splitValidation(
  { train: reviews }: Pick<CourseReviews, 'dataset' | 'train'>,
  vectors: WordVectors,
): Promise<{ train: Examples; validation: Examples }> {
  const examples = await encodeReviews(reviews, vectors, { maxLength: OREILLY_TRAINING.maxSeqLength });
  return split(examples, 0.1, OREILLY.seed);
}

/** Returns the mended network as an earlier lesson left it; where none did, it is trained now, which takes a minute or two. */
export async function correctedOreilly(reviews: CourseReviews, vectors: WordVectors): Promise<Checkpoint> {
  const folder = oreillyCheckpoints(reviews.dataset);
  if (!existsSync(folder))
    await runCorrectedOreilly(reviews, vectors, { progress: showProgress('Training', 'steps') });
  registerVectors(vectors);
  return loadCheckpoint(folder);
}
