import { tf } from '../backend';
import { arrayBuffer } from './model-files';

/** An optimiser's memory as bytes, and what it takes to read these. */
export interface EncodedOptimizer {
  bytes: Uint8Array;
  /** The tensors in it, in their order. */
  specs: tf.io.WeightsManifestEntry[];
}

/** Returns the state of an optimiser as bytes. */
export async function encodeOptimizer(optimizer: tf.Optimizer): Promise<EncodedOptimizer> {
  const weights = await optimizer.getWeights();
  const { data, specs } = await tf.io.encodeWeights(weights);
  const own = weights.filter(({ tensor }) => !(tensor instanceof tf.Variable)); // made for this call
  tf.dispose(own.map(({ tensor }) => tensor));
  return { bytes: new Uint8Array(data), specs };
}

/** Gives an optimiser, made with the parameters of the encoded one, that one's state. */
export async function restoreOptimizer(
  optimizer: tf.Optimizer,
  bytes: Buffer,
  specs: tf.io.WeightsManifestEntry[],
): Promise<void> {
  const tensors = tf.io.decodeWeights(arrayBuffer(bytes), specs);
  await optimizer.setWeights(specs.map(({ name }) => ({ name, tensor: tensors[name]! })));
  tf.dispose(tensors); // the optimiser has made variables of them
}
