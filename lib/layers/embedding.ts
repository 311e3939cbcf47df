import * as tf from '@tensorflow/tfjs';
import { type LayerConfig, NO_MASK } from './layer-config';
import { initializerOf, type RecurrentConfig, writtenInitializer } from './recurrent-config';
import { lookup } from './segment-sum';
import { checkedTokenIds, paddingMask } from './token-ids';

/** The part of the configuration of `tf.layers.embedding` that word vectors need. */
export interface EmbeddingConfig extends LayerConfig {
  /** Size of the vocabulary: ids are 0 to `inputDim` - 1. */
  inputDim: number;
  /** Dimensions of a word vector. */
  outputDim: number;
  /** Whether id 0 is padding and masked from later layers. Default true. */
  maskZero?: boolean;
  /** An initializer, or its name. Default: uniform between -0.05 and 0.05, as in Keras. */
  embeddingsInitializer?: RecurrentConfig['kernelInitializer'];
  /** Makes the initial vectors reproducible. Default: random. */
  seed?: number;
  /** The time steps of every batch. Default: any. */
  inputLength?: number;
}

/** Options of `tf.layers.embedding` that do not go with sparse updates. */
const REFUSED = ['embeddingsRegularizer', 'embeddingsConstraint', 'activityRegularizer'] as const;
type Refused = Partial<Record<(typeof REFUSED)[number], unknown>>;

/** The embedding rows of the tokens in a batch, gathered into a variable. */
export interface GatheredRows {
  /** The name of the layer. */
  name: string;
  /** Token ids, each once, `[rows]`. */
  ids: Int32Array;
  /** The vectors of these tokens, `[rows, dimensions]`. */
  variable: tf.Variable;
  /** The whole table, `[inputDim * dimensions]`, row-major. Updates change its rows in place. */
  table: Float32Array;
  dimensions: number;
}

/**
 * Returns a trainable embedding: token ids `[batch, time]` -> vectors `[batch, time, dimensions]`.
 * It is `tf.layers.embedding` with sparse updates: `gatherRows` makes the rows of a batch a
 * variable, so that a training step costs as much as those rows, not as the whole vocabulary.
 *
 * @throws for a regularizer or a constraint, which would need the whole table in each step; when
 *   called with an id outside the table, or one that is not whole
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { embedding } from 'tfjs-fast-lstm';
 *
 * const layer = embedding({ inputDim: 1000, outputDim: 50, seed: 1 });
 * const tokenIds = tf.tensor2d([[4, 17, 0]], [1, 3], 'int32'); // 0 is padding
 * const vectors = layer.apply(tokenIds) as tf.Tensor;
 * vectors.shape; // => [ 1, 3, 50 ]
 * ```
 */
export function embedding(config: EmbeddingConfig): Embedding {
  return new Embedding(config);
}

/** The layer that `embedding` returns. Its single weight is `[inputDim, outputDim]`. */
export class Embedding extends tf.layers.Layer {
  static className = 'TrainedEmbedding'; // the name in saved models
  private weight?: tf.LayerVariable;
  /** A copy of the weight from the first `gatherRows` on, `[inputDim * outputDim]`. */
  private table?: Float32Array;
  /** Whether the table has updates that the weight does not have yet. */
  private ahead = false;
  /** If set, the layer returns what this makes of the vectors `[batch, time, dimensions]`. */
  perturb?: (vectors: tf.Tensor) => tf.Tensor;
  /** While rows are gathered: their variable, and the row of each token id in it (-1: none). */
  private gathered?: { variable: tf.Variable; rowOf: Int32Array };

  private readonly config: EmbeddingConfig;

  constructor(config: EmbeddingConfig & Refused) {
    super({ batchInputShape: [null, config.inputLength ?? null], dtype: 'int32', ...config });
    const refused = REFUSED.find((option) => config[option]);
    if (refused)
      throw new Error(`embedding: ${refused} does not go with sparse updates: use tf.layers.embedding`);
    this.config = { ...config };
    this.supportsMasking = true;
  }

  override build(): void {
    const { inputDim, outputDim, seed, embeddingsInitializer } = this.config;
    const initializer = embeddingsInitializer
      ? initializerOf(embeddingsInitializer)
      : tf.initializers.randomUniform({ minval: -0.05, maxval: 0.05, seed });
    this.weight = this.addWeight('embeddings', [inputDim, outputDim], 'float32', initializer);
    this.synchronize(this.weight);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const ids = checkedTokenIds(inputs, this.config.inputDim, this.name);
      const vectors = this.lookUp(ids);
      return this.perturb?.(vectors) ?? vectors;
    });
  }

  private lookUp(ids: tf.Tensor): tf.Tensor {
    if (!this.gathered) return lookup(this.weight!.read(), ids);
    const { variable, rowOf } = this.gathered;
    return lookup(variable, tf.tensor1d(rowOf).gather(ids));
  }

  /**
   * Gathers the vectors of these tokens into a variable, for sparse updates. Until `releaseRows`
   * the layer looks ids up in that variable, and no other ids may occur.
   *
   * @param ids token ids, each once, `[rows]`
   * @param vectors `[rows * dimensions]`, row-major. Default: the vectors of the layer
   */
  gatherRows(ids: Int32Array, vectors = this.vectorsOf(ids)): GatheredRows {
    const { inputDim, outputDim: dimensions } = this.config;
    const rowOf = new Int32Array(inputDim).fill(-1);
    for (const [row, id] of ids.entries()) rowOf[id] = row;
    const variable = tf.tidy(() => tf.variable(tf.tensor2d(vectors, [ids.length, dimensions])));
    this.gathered = { variable, rowOf };
    return { name: this.name, ids, variable, table: this.table ?? new Float32Array(), dimensions };
  }

  /** Disposes the gathered rows. The layer looks ids up in the table again, updates included. */
  releaseRows(): void {
    this.gathered?.variable.dispose();
    this.gathered = undefined;
    this.ahead = this.table !== undefined;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape, this.config.outputDim];
  }

  override computeMask(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    if (this.config.maskZero === false) return NO_MASK;
    return paddingMask(inputs);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { inputDim, outputDim, maskZero = true, embeddingsInitializer, seed } = this.config;
    return {
      ...super.getConfig(),
      inputDim,
      outputDim,
      maskZero,
      ...(embeddingsInitializer && { embeddingsInitializer: writtenInitializer(embeddingsInitializer) }),
      ...(seed !== undefined && { seed }),
    };
  }

  private vectorsOf(ids: Int32Array): Float32Array {
    const { outputDim: dimensions } = this.config;
    this.table ??= this.weight!.read().dataSync<'float32'>().slice();
    const vectors = new Float32Array(ids.length * dimensions);
    for (const [row, id] of ids.entries())
      vectors.set(this.table.subarray(id * dimensions, (id + 1) * dimensions), row * dimensions);
    return vectors;
  }

  /** Makes reads of the weight copy pending updates of the table, and assignments discard it. */
  private synchronize(weight: tf.LayerVariable): void {
    const [read, variable] = [weight.read.bind(weight), weight.read() as tf.Variable];
    const assign = variable.assign.bind(variable);
    variable.assign = (value) => {
      assign(value);
      this.table = undefined;
      this.ahead = false;
    };
    weight.read = () => {
      if (this.ahead) tf.tidy(() => assign(tf.tensor(this.table!.slice(), variable.shape)));
      this.ahead = false;
      return read();
    };
  }
}

tf.serialization.registerClass(Embedding);
