import { tf } from '../backend';
import { allLayers } from '../layers/all-layers';
import { withGradients } from '../layers/custom-gradient';
import { maskStates, setMaskStates } from '../layers/dropout-masks';
import { Embedding } from '../layers/embedding';

/** Adversarial training of a classifier (Miyato, Dai & Goodfellow 2017). */
export interface Adversarial {
  /**
   * The norm of a text's perturbation, in standard deviations of the vectors of the words in the
   * batch: the paper normalizes word vectors to a variance of 1 and uses 5.
   */
  epsilon: number;
  /** The weight of the adversarial loss. Default 1, as in the paper. */
  weight?: number;
}

/** A loss and its gradients by variable name. The caller disposes the tensors. */
export interface LossGradients {
  loss: tf.Scalar;
  gradients: tf.NamedTensorMap;
}

/**
 * Returns the loss of a batch, and the gradients of this loss plus the adversarial loss: that of
 * the same texts with their word vectors moved in the direction that raises the loss most,
 * `epsilon` g / |g| with g the gradient of the vectors of the whole text (Miyato et al. 2017,
 * equations 3 to 5). Both passes have the same dropout masks.
 *
 * @param vectorsOf returns the vectors of the words in the batch, `[words, dimensions]`, each once;
 *   it is called within `tf.tidy`
 * @param compute runs the model on the batch: first with regularization losses, then without, so
 *   that they count once
 * @throws when the model has no trainable embedding
 */
export function adversarialGradients(
  model: tf.LayersModel,
  { epsilon, weight = 1 }: Adversarial,
  vectorsOf: (layer: Embedding) => tf.Tensor,
  compute: (isRegularized: boolean) => LossGradients,
): LossGradients {
  const embeddings = allLayers(model).filter(
    (layer): layer is Embedding => layer instanceof Embedding && layer.trainable,
  );
  if (embeddings.length === 0)
    throw new Error('adversarial training perturbs trainable word vectors, and this model has none');
  const masks = maskStates(model);
  const watched = new Map<Embedding, Watched[]>();
  const shifts: tf.Tensor[] = [];
  for (const layer of embeddings) {
    const calls: Watched[] = [];
    watched.set(layer, calls);
    layer.perturb = (vectors) => watch(vectors, calls);
  }
  try {
    const { loss, gradients } = compute(true);
    for (const [layer, calls] of watched) {
      const deviation = tf.tidy(() => tf.moments(vectorsOf(layer), 0).variance.sqrt());
      const own = calls.map(({ gradient }) => perturbation(gradient, deviation, epsilon));
      deviation.dispose();
      shifts.push(...own);
      let next = 0;
      layer.perturb = (vectors) => vectors.add(own[next++]!);
    }
    setMaskStates(model, masks);
    const second = compute(false);
    const sums = Object.entries(gradients).map(([name, gradient]) => [
      name,
      tf.tidy(() => gradient.add(second.gradients[name]!.mul(weight))),
    ]);
    tf.dispose([gradients, second.loss, second.gradients]);
    return { loss, gradients: Object.fromEntries(sums) };
  } finally {
    for (const [layer] of watched) layer.perturb = undefined;
    tf.dispose(shifts);
  }
}

/** One call of an embedding, and the gradient of the loss by what it returned. */
interface Watched {
  gradient?: tf.Tensor;
}

/** Returns the vectors, and records the gradient that comes back to them. */
function watch(vectors: tf.Tensor, calls: Watched[]): tf.Tensor {
  const call: Watched = {};
  calls.push(call);
  const [same] = withGradients(
    { vectors },
    {
      forward: () => [vectors.clone()],
      backward([dy]) {
        call.gradient = tf.keep(dy!.clone());
        return { vectors: () => dy!.clone() };
      },
    },
  );
  return same!;
}

/**
 * Returns the perturbation of the vectors that have this gradient, `[batch, time, dimensions]`, and
 * disposes the gradient. Where the vectors of a dimension have the standard deviation s, the
 * normalized vectors of the paper are v / s, with the gradient s g. Their perturbation, times s, is
 * s (s g) / |s g|.
 *
 * @param deviation the standard deviation of each dimension, `[dimensions]`
 */
function perturbation(gradient: tf.Tensor | undefined, deviation: tf.Tensor, epsilon: number): tf.Tensor {
  if (!gradient) throw new Error('adversarial training: the loss does not depend on the word vectors');
  const shift = tf.tidy(() => {
    const scaled = gradient.mul(deviation); // (B, T, D)
    const largest = scaled.abs().max([1, 2], true); // (B, 1, 1), so that no square underflows
    const direction = scaled.div(largest.maximum(SMALLEST));
    const norm = direction.square().sum([1, 2], true).sqrt().maximum(SMALLEST);
    return tf.keep(direction.div(norm).mul(deviation).mul(epsilon));
  });
  gradient.dispose();
  return shift;
}

/** Keeps a gradient of zero at zero: about the smallest number that a float32 holds. */
const SMALLEST = 1e-37;
