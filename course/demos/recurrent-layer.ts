import { tf } from '../../lib/backend';
import { derivedSeed } from '../../lib/layers/seeds';

/** Configuration of `recurrentLayer`. */
export interface RecurrentLayerConfig {
  /** The size of the state. */
  units: number;
  /** The seed of the initial weights. */
  seed: number;
}

/**
 * Returns a plain recurrent layer, h_t = tanh(x_t W^X + h_{t-1} W^H + b), from a sequence `[batch,
 * time, inputs]` to the last state `[batch, units]`. It has no mask, so all sequences of a batch
 * must have the same length. It computes the same as `tf.layers.simpleRNN`, with weights in the
 * same order, several times as fast. W^X and W^H start Glorot uniform (Glorot & Bengio 2010), b at
 * 0.
 */
export function recurrentLayer(config: RecurrentLayerConfig): tf.layers.Layer {
  return new RecurrentLayer(config);
}

class RecurrentLayer extends tf.layers.Layer {
  static className = 'RecurrentLayer';

  constructor(private readonly config: RecurrentLayerConfig) {
    super({});
  }

  override build(inputShape: tf.Shape): void {
    const { units, seed } = this.config;
    const glorot = (name: string) => tf.initializers.glorotUniform({ seed: derivedSeed(seed, name) });
    this.addWeight('kernel', [inputShape.at(-1)!, units], 'float32', glorot('kernel'));
    this.addWeight('recurrentKernel', [units, units], 'float32', glorot('recurrent kernel'));
    this.addWeight('bias', [units], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch!, this.config.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [kernel, recurrentKernel, bias] = this.weights.map((weight) => weight.read());
      return lastState([inputs].flat()[0]!, kernel!, recurrentKernel!, bias!);
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config };
  }
}

tf.serialization.registerClass(RecurrentLayer);

/** The last state, with its gradients by backpropagation through time (Werbos 1990). */
const lastState = tf.customGrad((...args) => {
  const save = args.pop() as tf.GradSaveFunc;
  const [x, kernel, recurrentKernel, bias] = args as [tf.Tensor3D, tf.Tensor2D, tf.Tensor2D, tf.Tensor1D];
  const [B, T, I] = x.shape;
  const H = bias.size;
  const timeFirst = x.transpose<tf.Tensor3D>([1, 0, 2]).reshape<tf.Tensor2D>([T * B, I]);
  const zx = tf.split(timeFirst.matMul(kernel).add<tf.Tensor2D>(bias), T); // (B, H) each
  const states = [tf.zeros([B, H]) as tf.Tensor2D];
  for (const z of zx) states.push(z.add<tf.Tensor2D>(states.at(-1)!.matMul(recurrentKernel)).tanh());
  save([timeFirst, kernel, recurrentKernel, ...states]);
  const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
    const [inputs, wx, wh, ...hs] = saved as tf.Tensor2D[];
    const whT = wh!.transpose<tf.Tensor2D>();
    let dh = dy as tf.Tensor2D;
    const dzs: tf.Tensor2D[] = Array(T);
    for (let t = T - 1; t >= 0; t--) {
      dzs[t] = dh.mul<tf.Tensor2D>(tf.sub(1, hs[t + 1]!.square())); // (B, H)
      dh = tf.matMul(dzs[t]!, whT);
    }
    const dz = tf.concat(dzs, 0) as tf.Tensor2D; // (T B, H)
    return [
      dz.matMul(wx!, false, true).reshape([T, B, I]).transpose([1, 0, 2]),
      tf.matMul(inputs!, dz, true, false),
      tf.matMul(tf.concat(hs.slice(0, -1), 0) as tf.Tensor2D, dz, true, false),
      dz.sum(0),
    ];
  };
  return { value: states.at(-1)!, gradFunc };
});
