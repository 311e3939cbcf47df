import { tf } from '../backend';
import { allLayers } from '../layers/all-layers';
import { withGradients } from '../layers/custom-gradient';
import { maskStates, setMaskStates } from '../layers/dropout-masks';
import { Embedding, type GatheredRows } from '../layers/embedding';

/** Adversarial training of a classifier (Miyato, Dai & Goodfellow 2017). */
export interface Adversarial {
  /**
   * The length of a text's perturbation, in standard deviations of the word vectors: the paper
   * normalizes them to a variance of 1 and uses 5.
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
 * @param rows the gathered rows of the model's embeddings
 * @param compute runs the model on the batch
 * @throws when the model has no trainable embedding
 */
export function adversarialGradients(
  model: tf.LayersModel,
  rows: readonly GatheredRows[],
  { epsilon, weight = 1 }: Adversarial,
  compute: () => LossGradients,
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
    const { loss, gradients } = compute();
    for (const [layer, calls] of watched) {
      const table = rows.find(({ name }) => name === layer.name)?.variable ?? layer.getWeights()[0]!;
      const own = calls.map(({ gradient }) => perturbation(gradient, table, epsilon));
      shifts.push(...own);
      let next = 0;
      layer.perturb = (vectors) => vectors.add(own[next++]!);
    }
    setMaskStates(model, masks);
    const second = compute();
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
 * @param table the vectors of the words, `[words, dimensions]`
 */
function perturbation(gradient: tf.Tensor | undefined, table: tf.Tensor, epsilon: number): tf.Tensor {
  if (!gradient) throw new Error('adversarial training: the loss does not depend on the word vectors');
  const shift = tf.tidy(() => {
    const deviation = tf.moments(table, 0).variance.sqrt(); // (D)
    const scaled = gradient.mul(deviation); // (B, T, D)
    const largest = scaled.abs().max([1, 2], true); // (B, 1, 1), so that no square underflows
    const direction = scaled.div(largest.maximum(SMALLEST));
    const length = direction.square().sum([1, 2], true).sqrt().maximum(SMALLEST);
    return tf.keep(direction.div(length).mul(deviation).mul(epsilon));
  });
  gradient.dispose();
  return shift;
}

/** Keeps a gradient of zero at zero: about the smallest number that a float32 holds. */
const SMALLEST = 1e-37;
