import { loadClassifier } from '../classifier/load';
import type { WorkerModel } from './protocol';
import type { OpenedModel } from './score-units';
import { scorerOf } from './scorer';

/** Opens a model to score texts in this process. @throws like `loadClassifier` */
export async function openInProcess({ folder, vectors }: WorkerModel): Promise<OpenedModel> {
  const classifier = await loadClassifier(folder, { vectors });
  const { classes, folder: place } = classifier;
  const close = () => classifier.model.dispose();
  return { classes, folder: place, atOnce: 1, score: scorerOf(classifier), close };
}
