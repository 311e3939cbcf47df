import * as tf from '@tensorflow/tfjs';
import { derivedSeed } from './seeds';

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** Configuration of `orthogonal`. */
export interface OrthogonalConfig {
  /** Scales the orthonormal rows, or columns where these are fewer. Default 1. */
  gain?: number;
  /**
   * Splits the columns into this many equal blocks, each orthogonal by itself, as for the gates of
   * an LSTM. Default 1.
   */
  blocks?: number;
  /** Makes the matrix reproducible. Default: random. */
  seed?: number;
}

const TfjsOrthogonal = tf.initializers.orthogonal({}).constructor as new (
  config: OrthogonalConfig,
) => Initializer & { gain: number; seed?: number };

/**
 * The `orthogonal` initializer of tfjs, hundreds of times faster. tfjs warns of matrices with more
 * than 2,000 elements, which an LSTM of 23 units has; this class does not. Equal seeds give equal
 * matrices on every backend.
 */
class Orthogonal extends TfjsOrthogonal {
  static className = 'SeededOrthogonal';
  private readonly blocks: number;

  constructor(config: OrthogonalConfig) {
    super(config);
    this.blocks = config.blocks ?? 1;
  }

  override apply(shape: tf.Shape): tf.Tensor {
    if (this.blocks === 1) return this.block(shape, this.seed);
    const [columns, before] = [shape.at(-1)! / this.blocks, shape.slice(0, -1)];
    if (!Number.isInteger(columns))
      throw new RangeError(`orthogonal: ${shape.at(-1)} columns do not divide into ${this.blocks} blocks`);
    return tf.tidy(() => {
      const seedOf = (n: number) =>
        this.seed === undefined ? undefined : derivedSeed(this.seed, `block ${n}`);
      const blocks = Array.from({ length: this.blocks }, (_, n) =>
        this.block([...before, columns], seedOf(n)),
      );
      return tf.concat(blocks, -1);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...(this.blocks === 1 ? {} : { blocks: this.blocks }) };
  }

  private block(shape: tf.Shape, seed?: number): tf.Tensor {
    const columns = shape.at(-1)!;
    const rows = shape.slice(0, -1).reduce<number>((product, size) => product * size!, 1);
    const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
    return tf.tidy(() => {
      const normal = tf.randomNormal([count, length], 0, 1, 'float32', seed);
      const vectors = tf.tensor2d(orthonormal(normal.dataSync() as Float32Array, length), [count, length]);
      return (rows < columns ? vectors : vectors.transpose()).mul(this.gain).reshape(shape as number[]);
    });
  }
}

// tfjs reads the configuration from a file and does not know its type.
tf.serialization.registerClass(Orthogonal as tf.serialization.SerializableConstructor<Orthogonal>);

/**
 * Returns an initializer for random orthogonal matrices (Saxe et al. 2013). A shape of more than
 * two axes is a matrix whose rows are all axes but the last.
 *
 * @throws RangeError when applied to a shape whose columns do not divide into `blocks`
 */
export function orthogonal(config: OrthogonalConfig = {}): Initializer {
  return new Orthogonal(config);
}

/**
 * Returns `vectors` `[count * length]`, row-major, made orthonormal by the Gram-Schmidt process:
 * the projections on all earlier vectors are subtracted, twice for accuracy, and the rest is
 * scaled to norm
 * 1. The result is the Q of the QR decomposition whose R has a positive diagonal. For normally
 * distributed vectors it is uniformly distributed (Mezzadri 2007).
 */
function orthonormal(vectors: Float32Array, length: number): Float32Array {
  const q = Float64Array.from(vectors);
  for (let v = 0; v < q.length; v += length) {
    for (let pass = 0; pass < 2; pass++) {
      for (let u = 0; u < v; u += length) {
        const projection = dot(q, u, v, length);
        for (let n = 0; n < length; n++) q[v + n]! -= projection * q[u + n]!;
      }
    }
    const norm = Math.sqrt(dot(q, v, v, length));
    for (let n = 0; n < length; n++) q[v + n]! /= norm;
  }
  return Float32Array.from(q);
}

function dot(q: Float64Array, u: number, v: number, length: number): number {
  let sum = 0;
  for (let n = 0; n < length; n++) sum += q[u + n]! * q[v + n]!;
  return sum;
}
