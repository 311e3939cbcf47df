import { tf } from '../backend';
import type { Batch } from '../batches/batches';
import { allLayers } from '../layers/all-layers';
import { Embedding, type GatheredRows } from '../layers/embedding';
import { WordDropout } from '../layers/word-dropout';
import { accuracyOf, crossEntropy } from '../loss';
import { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';

/** A model as training sees it. */
export interface TrainableModel {
  model: tf.LayersModel;
  /** What gets a gradient at every step. */
  variables: tf.Variable[];
  /** Embeddings of which a step trains only the rows that its batch has. */
  embeddings: Embedding[];
  /** Words that layers put in the place of a batch's own. */
  substituteIds: number[];
}

/**
 * Returns what of a model is trained, and how.
 *
 * @param sparse whether of an embedding only the rows in a batch are trained, which not every optimiser can
 */
export function trainableModel(model: tf.LayersModel, sparse: boolean): TrainableModel {
  const embeddings = allLayers(model).filter(
    (layer): layer is Embedding => sparse && layer instanceof Embedding && layer.trainable,
  );
  const embeddingWeights = new Set(embeddings.flatMap((layer) => layer.trainableWeights));
  return {
    model: model instanceof tf.Sequential ? unwrapped(model) : model,
    variables: model.trainableWeights
      .filter((weight) => !embeddingWeights.has(weight))
      .map((weight) => weight.read() as tf.Variable),
    embeddings,
    substituteIds: allLayers(model).flatMap((layer) => (layer instanceof WordDropout ? [layer.unknown] : [])),
  };
}

/** Returns the same layers as a plain model: tfjs' sequential one forgets what their regularisers add to the loss. */
function unwrapped({ inputs, outputs }: tf.Sequential): tf.LayersModel {
  return tf.model({ inputs, outputs });
}

/** Returns whether an optimiser can train the rows of an embedding that a batch has, and leave the others out. */
export function supportsSparseUpdates(optimizer: tf.Optimizer): optimizer is UpdateRuleOptimizer {
  return optimizer instanceof UpdateRuleOptimizer && optimizer.supportsSparseUpdates;
}

/** Returns the words whose rows a batch needs, each once. */
export function wordIdsOf({ substituteIds }: TrainableModel, { ids }: Batch): Int32Array {
  return Int32Array.from(new Set([...ids.dataSync<'int32'>(), ...substituteIds]));
}

/** What a batch says of a model. Whoever gets it disposes the tensors. */
export interface BatchGradients {
  /** Mean cross-entropy, and what regularisers add. */
  loss: tf.Scalar;
  /** Share that was classified right, where it was asked for. */
  accuracy?: tf.Scalar;
  /** Of each variable, and of the rows that are open, in this order. */
  gradients: tf.NamedTensorMap;
}

/** Returns loss and gradients of a batch, with dropout on. */
export function batchGradients(
  { model, variables }: TrainableModel,
  rows: GatheredRows[],
  { ids, labels }: Batch,
  withMetrics: boolean,
): BatchGradients {
  let accuracy: tf.Scalar | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const logits = model.apply(ids, { training: true }) as tf.Tensor2D; // (B, C)
    if (withMetrics) accuracy = tf.keep(accuracyOf(logits, labels));
    return tf.addN([crossEntropy(logits, labels), ...model.calculateLosses()]) as tf.Scalar;
  }, [...variables, ...rows.map(({ variable }) => variable)]);
  return { loss: value, accuracy, gradients: grads };
}
