import type { tf } from '../backend';
import type { CheckpointRecord } from '../checkpoints/record';
import type { Label } from '../corpus/review';
import { predictLogits } from '../evaluation/predict-logits';
import { softmax } from '../loss';
import type { Watch } from '../progress';
import type { Tokenizer } from '../text/tokenizer';
import type { Vocabulary } from '../text/vocabulary';
import type { WordVectors } from '../vectors/word-vectors';

export { idsOfText } from '../batches/token-ids';

/** The parts of a classifier. */
export interface ClassifierParts {
  /**
   * Maps token ids `[batch, time]` to logits `[batch, classes]`, or `[batch, 1]` for two classes.
   */
  readonly model: tf.LayersModel;
  readonly tokenizer: Tokenizer;
  /** The id of each token: a vocabulary or word vectors. */
  readonly lookup: Vocabulary | WordVectors;
  /** The classes, in the order of the model's outputs. */
  readonly classes: readonly Label[];
  /** Texts are truncated to this many tokens. Default: no limit. */
  readonly maxLength?: number;
  /** Rows are padded to this length. Default: to the longest row of each batch. */
  readonly paddedLength?: number;
  /** Logits are divided by it, so that probabilities are calibrated. Default 1. */
  readonly temperature?: number;
  /** The record of its training, for `save`. */
  readonly record?: CheckpointRecord;
}

/** Returns the probabilities `[texts, classes]` (row-major) of texts given as token ids. */
export async function probabilitiesOfIds(
  { model, paddedLength, temperature }: ClassifierParts,
  ids: readonly Int32Array[],
  watch: Watch = {},
): Promise<Float32Array> {
  const { logits, classes } = await predictLogits(model, ids, { paddedLength, ...watch });
  return softmax(logits, classes, temperature);
}
