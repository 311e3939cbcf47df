import { tf } from '../../lib/backend';
import { NO_MASK } from '../../lib/layers/layer-config';
import { derivedSeed } from '../../lib/layers/seeds';

/** Configuration of `additiveAttention`. */
export interface AdditiveAttentionConfig {
  /** The size of the vectors that are compared with the query. */
  units: number;
  /** The seed of the initial weights. */
  seed: number;
}

/**
 * Returns a layer that pools outputs `[batch, time, units]` by additive attention (Bahdanau, Cho &
 * Bengio 2015, as a pooling: Yang et al. 2016): a weighted mean `[batch, units]` whose weights the
 * layer learns. Padding, which the mask marks, gets the weight 0.
 */
export function additiveAttention(config: AdditiveAttentionConfig): tf.layers.Layer {
  return new AdditiveAttention(config);
}

/**
 * Returns the attention weights of outputs, `[batch, time]`. Each row sums to 1.
 *
 * @param h the outputs of a recurrent layer, `[batch, time, units]`
 * @param weights those of the layer: `W [units, A]`, `b [A]` and the query `v [A, 1]`
 * @param mask `[batch, time]`: 1 for a token, 0 for padding. Default: no padding
 */
export function attentionWeights(
  h: tf.Tensor3D,
  [W, b, v]: readonly tf.Tensor[],
  mask?: tf.Tensor2D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [B, T, H] = h.shape;
    const u = h
      .reshape([B * T, H])
      .matMul(W!)
      .add(b!)
      .tanh(); // (B T, A)
    const scores = u.matMul(v!).reshape([B, T]); // (B, T)
    if (!mask) return tf.softmax(scores) as tf.Tensor2D;
    const padding = mask.toFloat().sub(1).mul(1e9); // 0 for words, else -1e9
    return tf.softmax(scores.add(padding)) as tf.Tensor2D; // (B, T)
  });
}

class AdditiveAttention extends tf.layers.Layer {
  static className = 'AdditiveAttention';
  override supportsMasking = true;

  constructor(private readonly config: AdditiveAttentionConfig) {
    super({});
  }

  override build(inputShape: tf.Shape): void {
    const { units, seed } = this.config;
    const glorot = (name: string) => tf.initializers.glorotUniform({ seed: derivedSeed(seed, name) });
    this.addWeight('W', [inputShape.at(-1)!, units], 'float32', glorot('W'));
    this.addWeight('b', [units], 'float32', tf.initializers.zeros());
    this.addWeight('v', [units, 1], 'float32', glorot('v'));
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { mask }: { mask?: tf.Tensor | tf.Tensor[] }): tf.Tensor {
    return tf.tidy(() => {
      const h = [inputs].flat()[0] as tf.Tensor3D; // (B, T, H)
      const weights = this.weights.map((weight) => weight.read());
      const a = attentionWeights(h, weights, [mask].flat()[0] as tf.Tensor2D | undefined);
      return h.mul(a.expandDims(2)).sum(1); // (B, H)
    });
  }

  override computeOutputShape([batch, , units]: tf.Shape): tf.Shape {
    return [batch!, units!];
  }

  override computeMask(): tf.Tensor {
    return NO_MASK;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config };
  }
}

tf.serialization.registerClass(AdditiveAttention);
