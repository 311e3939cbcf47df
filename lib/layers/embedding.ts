import * as tf from '@tensorflow/tfjs';
import { type LayerConfig, NO_MASK } from './layer-config';
import { checkedTokenIds, paddingMask } from './word-ids';

/** The configuration of `tf.layers.embedding`, as far as word vectors need it. */
export interface EmbeddingConfig extends LayerConfig {
  /** How many ids there are. */
  inputDim: number;
  /** Dimensions of a vector. */
  outputDim: number;
  /** Whether id 0 is padding and masked from later layers. Default true. */
  maskZero?: boolean;
  /** Default: uniform between -0.05 and 0.05, as in Keras. */
  embeddingsInitializer?: Initializer;
  /** Makes the initial vectors repeatable. */
  seed?: number;
}

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** The rows of the words in a batch, as a variable of their own. */
export interface GatheredRows {
  /** What the layer is called. */
  name: string;
  /** The words, each once, `[rows]`. */
  ids: Int32Array;
  /** Their vectors, `[rows, dimensions]`. */
  variable: tf.Variable;
  /** All vectors, row after row: whoever trains the rows changes them here. */
  table: Float32Array;
  dimensions: number;
}

/**
 * Returns an embedding that is trained: word ids `[batch, time]` -> vectors `[batch, time, dimensions]`. It is
 * `tf.layers.embedding`, except that the rows of the words in a batch can be opened and trained by themselves: then a
 * step costs what these cost, not what the whole vocabulary does.
 *
 * @throws when called, for an id outside the table
 *
 * @example
 * ```ts
 * import { embedding, ready, tf } from 'sentiment-lab';
 *
 * await ready();
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
  static className = 'TrainedEmbedding';
  private weight?: tf.LayerVariable;
  /** The vectors in an array of ours, since rows were opened for the first time. */
  private table?: Float32Array;
  /** Whether rows of the table have been trained that the weight does not know yet. */
  private ahead = false;
  /** While rows are open, their variable, and which of its rows each word has (-1: none). */
  private gathered?: { variable: tf.Variable; rowOf: Int32Array };

  constructor(private readonly config: EmbeddingConfig) {
    super({ batchInputShape: [null, null], dtype: 'int32', ...config });
    this.supportsMasking = true;
  }

  override build(): void {
    const { inputDim, outputDim, seed, embeddingsInitializer } = this.config;
    const initializer =
      embeddingsInitializer ?? tf.initializers.randomUniform({ minval: -0.05, maxval: 0.05, seed });
    this.weight = this.addWeight('embeddings', [inputDim, outputDim], 'float32', initializer);
    this.keepInStep(this.weight);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const ids = checkedTokenIds(inputs, this.config.inputDim, this.name);
      if (!this.gathered) return (this.weight!.read() as tf.Tensor2D).gather(ids);
      const { variable, rowOf } = this.gathered;
      const rows = ids.dataSync<'int32'>().map((id) => rowOf[id]!);
      return (variable as tf.Tensor2D).gather(tf.tensor2d(rows, ids.shape, 'int32'));
    });
  }

  /**
   * Lets the vectors of these words be trained by themselves: until `releaseRows`, the layer looks up words in the
   * returned variable, and knows no others.
   *
   * @param ids the words, each once
   * @param vectors `[ids * dimensions]`, where not the layer's own are to be used
   */
  gatherRows(ids: Int32Array, vectors = this.vectorsOf(ids)): GatheredRows {
    const { inputDim, outputDim: dimensions } = this.config;
    const rowOf = new Int32Array(inputDim).fill(-1);
    for (const [row, id] of ids.entries()) rowOf[id] = row;
    const variable = tf.tidy(() => tf.variable(tf.tensor2d(vectors, [ids.length, dimensions])));
    this.gathered = { variable, rowOf };
    return { name: this.name, ids, variable, table: this.table ?? new Float32Array(), dimensions };
  }

  /** Ends what `openRows` began: the layer looks up in the table again, with what was changed in it. */
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
    const { inputDim, outputDim, maskZero = true } = this.config;
    return { ...super.getConfig(), inputDim, outputDim, maskZero };
  }

  private vectorsOf(ids: Int32Array): Float32Array {
    const { outputDim: dimensions } = this.config;
    this.table ??= this.weight!.read().dataSync<'float32'>().slice();
    const vectors = new Float32Array(ids.length * dimensions);
    for (const [row, id] of ids.entries())
      vectors.set(this.table.subarray(id * dimensions, (id + 1) * dimensions), row * dimensions);
    return vectors;
  }

  /** Whoever reads the weight sees what was trained in the table, and whoever sets it sets the table. */
  private keepInStep(weight: tf.LayerVariable): void {
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
