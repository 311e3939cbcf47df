import * as tf from '@tensorflow/tfjs';
import { type LayerConfig, NO_MASK } from './layer-config';
import { sha256 } from './sha256';
import { checkedTokenIds, paddingMask } from './token-ids';

/** A table of word vectors: row n of the matrix is the vector of token id n. */
export interface VectorTable {
  /** Identifies the vectors and their order. Saved models refer to them by this name. */
  name: string;
  /** `[vocabularySize * dimensions]`, row-major. */
  matrix: Float32Array;
  dimensions: number;
}

interface RegisteredTable extends VectorTable {
  tensor?: tf.Tensor2D;
}

const tables = new Map<string, RegisteredTable>();

/**
 * Registers word vectors under their name, so that models that were saved with them can be loaded.
 * Registering equal vectors again changes nothing.
 *
 * @throws when the matrix does not divide into vectors, when other vectors have that name, or for
 *   a name with capitals or underscores, which tfjs would change in a saved model
 */
export function registerVectors({ name, matrix, dimensions }: VectorTable): void {
  if (matrix.length === 0 || matrix.length % dimensions !== 0)
    throw new Error(
      `word vectors ${name}: ${matrix.length} values do not divide into vectors of ${dimensions} dimensions`,
    );
  if (/[A-Z_]/.test(name))
    throw new Error(`word vectors "${name}": use lower-case letters and hyphens in the name`);
  const known = tables.get(name);
  if (known && known.dimensions === dimensions && equalValues(known.matrix, matrix)) return;
  if (known)
    throw new Error(`other word vectors are registered as ${name}: call unregisterVectors('${name}') first`);
  tables.set(name, { name, matrix, dimensions });
}

function equalValues(a: Float32Array, b: Float32Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  const [bits, others] = [bitsOf(a), bitsOf(b)];
  for (let n = 0; n < bits.length; n++) if (bits[n] !== others[n]) return false;
  return true;
}

function bitsOf({ buffer, byteOffset, length }: Float32Array): Uint32Array {
  return new Uint32Array(buffer, byteOffset, length);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Removes registered word vectors and disposes their tensor. Layers that use them then throw. */
export function unregisterVectors(name: string): void {
  tables.get(name)?.tensor?.dispose();
  tables.delete(name);
}

/** Configuration of `frozenEmbedding`. */
export interface FrozenEmbeddingConfig extends LayerConfig {
  /** A table, which is registered, or the name of a registered one. */
  vectors: VectorTable | string;
  /** Whether id 0 is padding and masked from later layers. Default true. */
  maskZero?: boolean;
}

/**
 * Returns a frozen embedding: token ids `[batch, time]` -> vectors `[batch, time, dimensions]`.
 * The matrix is a constant that is neither trained nor saved. A saved model holds the name, size
 * and digest of the vectors; register the same vectors before loading it.
 *
 * @throws when no vectors of that name are registered; on loading, when their size or digest
 *   differs; when called with an id outside the table, or one that is not whole
 */
export function frozenEmbedding(config: FrozenEmbeddingConfig): FrozenEmbedding {
  return new FrozenEmbedding(config);
}

/** The layer that `frozenEmbedding` returns. It has no weights. */
export class FrozenEmbedding extends tf.layers.Layer {
  static className = 'FrozenEmbedding';
  readonly vectors: string;
  readonly maskZero: boolean;

  constructor({ vectors, maskZero = true, ...config }: FrozenEmbeddingConfig) {
    super({ batchInputShape: [null, null], dtype: 'int32', ...config });
    if (typeof vectors !== 'string') registerVectors(vectors);
    this.vectors = typeof vectors === 'string' ? vectors : vectors.name;
    this.maskZero = maskZero;
    this.supportsMasking = true;
    registered(this.vectors);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const table = registered(this.vectors);
      table.tensor ??= tf.keep(tf.tensor2d(table.matrix, [vectorCount(table), table.dimensions]));
      return table.tensor.gather(checkedTokenIds(inputs, vectorCount(table), this.vectors));
    });
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape, registered(this.vectors).dimensions];
  }

  override computeMask(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    if (!this.maskZero) return NO_MASK;
    return paddingMask(inputs);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const table = registered(this.vectors);
    return {
      ...super.getConfig(),
      vectors: this.vectors,
      maskZero: this.maskZero,
      words: vectorCount(table),
      dimensions: table.dimensions,
      digest: digestOfVectors(table),
    };
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    { words, dimensions, digest, ...config }: tf.serialization.ConfigDict,
  ): T {
    const layer = new cls(config);
    const table = registered(config['vectors'] as string);
    if (words !== vectorCount(table) || dimensions !== table.dimensions || digest !== digestOfVectors(table))
      throw new Error(
        `the model was saved with other word vectors than those registered as ${table.name}: ` +
          `${words} x ${dimensions}, SHA-256 ${digest}, not ` +
          `${vectorCount(table)} x ${table.dimensions}, ${digestOfVectors(table)}`,
      );
    return layer;
  }
}

tf.serialization.registerClass(FrozenEmbedding);

/**
 * Returns registered word vectors.
 *
 * @throws when none have that name; the message lists the registered names
 */
export function registeredVectors(name: string): VectorTable {
  const { matrix, dimensions } = registered(name);
  return { name, matrix, dimensions };
}

function registered(name: string): RegisteredTable {
  const table = tables.get(name);
  if (table) return table;
  const known = [...tables.keys()].join(', ') || 'none';
  throw new Error(
    `no word vectors are registered as ${name} (registered: ${known}): load them and call registerVectors first`,
  );
}

function vectorCount({ matrix, dimensions }: VectorTable): number {
  return matrix.length / dimensions;
}

const digests = new WeakMap<Float32Array, string>();

/** Returns the SHA-256 of word vectors in hex; computed once for each matrix. */
export function digestOfVectors({ matrix }: Pick<VectorTable, 'matrix'>): string {
  const digest = digests.get(matrix) ?? sha256(bytesOf(matrix));
  digests.set(matrix, digest);
  return digest;
}
