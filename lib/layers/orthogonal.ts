import * as tf from '@tensorflow/tfjs';
import { derivedSeed } from './seeds';

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** Configuration of `orthogonal`. */
export interface OrthogonalConfig {
  /** What the orthonormal rows (or columns, where there are fewer) are multiplied with. Default 1. */
  gain?: number;
  /** How many matrices of as many columns each stand side by side, each orthogonal by itself: an LSTM's gates. Default 1. */
  blocks?: number;
  seed?: number;
}

const StockOrthogonal = tf.initializers.orthogonal({}).constructor as new (
  config: OrthogonalConfig,
) => Initializer & { gain: number; seed?: number };

/**
 * Draws what tfjs' `orthogonal` draws, without its warning about matrices of more than 2,000 elements (an LSTM
 * of 23 units has one) and hundreds of times faster: the same seed gives the same matrix on every backend.
 */
class Orthogonal extends StockOrthogonal {
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
      throw new RangeError(`orthogonal: ${shape.at(-1)} columns are no ${this.blocks} blocks`);
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

// A config as tfjs reads it from a file is untyped; the constructor takes one that this class has written.
tf.serialization.registerClass(Orthogonal as tf.serialization.SerializableConstructor<Orthogonal>);

/** Returns an initialiser for random orthogonal matrices (Saxe et al. 2013). */
export function orthogonal(config: OrthogonalConfig = {}): Initializer {
  return new Orthogonal(config);
}

/**
 * Returns the vectors of `length` numbers each that `vectors` holds one after the other, made orthonormal by
 * Gram and Schmidt's method: each loses what it shares with those before it, twice for accuracy, and is scaled
 * to length 1. This is the Q of the QR factorisation whose R has a positive diagonal, hence uniformly
 * distributed where the vectors are normally distributed.
 */
function orthonormal(vectors: Float32Array, length: number): Float32Array {
  const q = Float64Array.from(vectors);
  for (let v = 0; v < q.length; v += length) {
    for (let pass = 0; pass < 2; pass++) {
      for (let u = 0; u < v; u += length) {
        const shared = dot(q, u, v, length);
        for (let n = 0; n < length; n++) q[v + n]! -= shared * q[u + n]!;
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
