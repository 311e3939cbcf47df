import { tf } from '../backend';
import type { Batch } from '../batches/batches';
import { accuracyOf } from '../evaluation/metrics';
import { allLayers } from '../layers/all-layers';
import { Embedding, type GatheredRows } from '../layers/embedding';
import { WordDropout } from '../layers/word-dropout';
import { crossEntropy } from '../loss';
import { UpdateRuleOptimizer } from '../optimizers/update-rule-optimizer';
import { type Adversarial, adversarialGradients } from './adversarial';

/** A model with what training needs to know of it. */
export interface TrainableModel {
  model: tf.LayersModel;
  /** The variables that get a gradient at every step: all but those of `embeddings`. */
  variables: tf.Variable[];
  /** Embeddings with sparse updates. */
  embeddings: Embedding[];
  /**
   * Token ids that layers put in place of those in a batch: the unknown token of `wordDropout`.
   */
  substituteIds: number[];
  /** The weight of each class in the loss, `[classes]`. Default: 1. */
  classWeights?: readonly number[];
  /** Adversarial training. Default: none. */
  adversarial?: Adversarial;
}

/**
 * Returns the trainable parts of a model.
 *
 * @param sparse whether embeddings get sparse updates; the optimizer must support them
 *   (`supportsSparseUpdates`)
 * @param options the weight of each class in the loss, and adversarial training
 */
export function trainableModel(
  model: tf.LayersModel,
  sparse: boolean,
  { classWeights, adversarial }: Pick<TrainableModel, 'classWeights' | 'adversarial'> = {},
): TrainableModel {
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
    classWeights,
    adversarial,
  };
}

/**
 * Returns the same layers as a functional model: a sequential one ignores regularization losses in
 * tfjs.
 */
function unwrapped({ inputs, outputs }: tf.Sequential): tf.LayersModel {
  return tf.model({ inputs, outputs });
}

/** Returns whether an optimizer can update only the embedding rows in a batch. */
export function supportsSparseUpdates(optimizer: tf.Optimizer): optimizer is UpdateRuleOptimizer {
  return optimizer instanceof UpdateRuleOptimizer && optimizer.supportsSparseUpdates;
}

/** Returns the token ids whose embedding rows a batch needs, each once, `[rows]`. */
export function tokenIdsOf({ substituteIds }: TrainableModel, { ids }: Batch): Int32Array {
  return Int32Array.from(new Set([...ids.dataSync<'int32'>(), ...substituteIds]));
}

/** The loss of a batch and its gradients. The caller disposes the tensors. */
export interface BatchGradients {
  /** Mean cross-entropy in nats, weighted by class, plus regularization losses. */
  loss: tf.Scalar;
  /** Accuracy, 0 to 1, if it was requested. */
  accuracy?: tf.Scalar;
  /** Gradients by variable name: of each variable, then of the gathered rows. */
  gradients: tf.NamedTensorMap;
}

/**
 * Returns loss and gradients of a batch, with dropout on. With adversarial training the gradients
 * are of the sum of both losses; `loss` and `accuracy` are those of the batch itself.
 *
 * @param rows the gathered rows of the model's embeddings
 * @param withMetrics whether to compute the accuracy
 */
export function batchGradients(
  trainable: TrainableModel,
  rows: GatheredRows[],
  batch: Batch,
  withMetrics: boolean,
): BatchGradients {
  const { ids, labels, targets } = batch;
  const { model, variables, classWeights, adversarial } = trainable;
  const trained = [...variables, ...rows.map(({ variable }) => variable)];
  let accuracy: tf.Scalar | undefined;
  const lossOf = (logits: tf.Tensor2D) => crossEntropy(logits, targets ?? labels, classWeights);
  const gradientsOfLoss = (isRegularized = true) => {
    const { value: loss, grads: gradients } = tf.variableGrads(() => {
      const logits = model.apply(ids, { training: true }) as tf.Tensor2D; // (B, C)
      if (withMetrics) accuracy ??= tf.keep(accuracyOf(logits, labels));
      const penalties = isRegularized ? model.calculateLosses() : [];
      return tf.addN([lossOf(logits), ...penalties]) as tf.Scalar;
    }, trained);
    return { loss, gradients };
  };
  const vectorsOf = (layer: Embedding) =>
    rows.find(({ name }) => name === layer.name)?.variable ??
    layer.getWeights()[0]!.gather(tf.tensor1d(tokenIdsOf(trainable, batch), 'int32'));
  const found = adversarial
    ? adversarialGradients(model, adversarial, vectorsOf, gradientsOfLoss)
    : gradientsOfLoss();
  return { ...found, accuracy };
}
