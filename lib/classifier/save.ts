import { type CheckpointExtras, saveCheckpoint } from '../checkpoints/checkpoint';
import type { CheckpointRecord } from '../checkpoints/record';
import type { Vocabulary } from '../text/vocabulary';
import type { ClassifierParts } from './parts';

/** Options of `saveClassifier`. */
export type SaveOptions = Pick<CheckpointExtras, 'bits'>;

/**
 * Writes a classifier as a checkpoint for `loadClassifier`: model, tokenizer, vocabulary and
 * temperature.
 *
 * @throws if it uses word vectors and its record does not name them
 */
export async function saveClassifier(
  parts: ClassifierParts,
  folder: string,
  options: SaveOptions = {},
): Promise<void> {
  const { model, tokenizer, lookup, classes, maxLength, paddedLength, temperature, record } = parts;
  const vocabulary = 'matrix' in lookup ? undefined : (lookup as Vocabulary);
  if (!vocabulary && !record?.vectors)
    throw new Error(
      `${folder}: the classifier uses word vectors, and its record does not name them: ` +
        'pass createClassifier a record with vectors, or save a model with a vocabulary',
    );
  const saved: CheckpointRecord = {
    system: 'custom',
    config: {},
    step: 0,
    ...record,
    classes,
    tokenizer: tokenizer.name,
    stopWords: [...tokenizer.stopWords],
    maxLength,
    paddedLength,
    temperature,
  };
  await saveCheckpoint(folder, model, saved, { ...options, vocabulary });
}
