import { tf } from '../backend';
import { arrayBuffer } from './model-files';

/** The state of an optimizer as bytes. */
export interface EncodedOptimizer {
  bytes: Uint8Array;
  /** The tensors in `bytes`, in order. */
  specs: tf.io.WeightsManifestEntry[];
}

/** Returns the state of an optimizer as bytes. */
export async function encodeOptimizer(optimizer: tf.Optimizer): Promise<EncodedOptimizer> {
  const weights = await optimizer.getWeights();
  const { data, specs } = await tf.io.encodeWeights(weights);
  // Tensors that are not variables were made for this call.
  const temporary = weights.filter(({ tensor }) => !(tensor instanceof tf.Variable));
  tf.dispose(temporary.map(({ tensor }) => tensor));
  return { bytes: new Uint8Array(data), specs };
}

/** Restores the state of an optimizer, which must have the encoded one's hyperparameters. */
export async function restoreOptimizer(
  optimizer: tf.Optimizer,
  bytes: Buffer,
  specs: tf.io.WeightsManifestEntry[],
): Promise<void> {
  const tensors = tf.io.decodeWeights(arrayBuffer(bytes), specs);
  await optimizer.setWeights(specs.map(({ name }) => ({ name, tensor: tensors[name]! })));
  tf.dispose(tensors); // the optimizer has copied them into variables
}
