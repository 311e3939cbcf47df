import { Option } from 'commander';
import type { LoadedClassifier } from '../lib/classifier';
import { bundledModel } from '../lib/classifier/bundled-model';
import { BUNDLED_MODELS, DEFAULT_MODEL } from '../lib/classifier/bundled-model-names';
import { loadPredictor, type Predictor } from '../lib/classifier/predictor';
import { showProgress } from '../lib/progress';

/** The values of the flags that select a model. */
export interface CheckpointChoice {
  checkpoints_dir?: string;
  vectors?: string;
}

/** Returns the flag that selects the model. */
export function checkpointOption(): Option {
  return new Option(
    '--checkpoints_dir <folder>',
    `a run, whose best checkpoint is used, a checkpoint, or a bundled model: ${bundledModels()}`,
  );
}

/** Returns the names of the bundled models: the package has fewer than the repository. */
function bundledModels(): string {
  const names = BUNDLED_MODELS.filter((name) => {
    try {
      return bundledModel(name) !== '';
    } catch {
      return false;
    }
  });
  return names.map((name) => (name === DEFAULT_MODEL ? `${name} (default)` : name)).join(' or ');
}

/** Returns the flag for word vectors that have moved. */
export function vectorsOption(): Option {
  return new Option('--vectors <file>', 'the file of own word vectors, if it has moved since the training');
}

/** Returns the selected model for predictions only. @throws like `loadPredictor` */
export function chosenPredictor({ checkpoints_dir, vectors }: CheckpointChoice): Promise<Predictor> {
  return loadPredictor(checkpoints_dir, { vectors, progress: vectorsProgress() });
}

/** Returns the selected model. @throws like `loadClassifier` */
export async function chosenClassifier({
  checkpoints_dir,
  vectors,
}: CheckpointChoice): Promise<LoadedClassifier> {
  // Only now, because TensorFlow takes a second to load, and not every command needs it.
  const { loadClassifier } = await import('../lib/classifier');
  return loadClassifier(checkpoints_dir, { vectors, progress: vectorsProgress() });
}

function vectorsProgress() {
  return showProgress('Reading word vectors', 'bytes');
}
