import * as tf from '@tensorflow/tfjs';
import { booleanMask } from './boolean-mask';
import { type Cell, enforce } from './cell-weights';
import { currentGradient, withGradients } from './custom-gradient';
import { DropoutMasks } from './dropout-masks';
import { lastOf, type Packing, pack, packing, unpack } from './packing';
import { type RecurrentConfig, regularizerOf, seedOf } from './recurrent-config';

/** A batch on its way through a recurrent layer. */
export interface Batch {
  /** With input dropout: `[batch, time, input]`. */
  x: tf.Tensor3D;
  /** The initial states, `[batch, units]` each. The first one is the output. */
  initial: tf.Tensor2D[];
  /** `[batch, time]`, boolean: false at masked time steps. */
  mask?: tf.Tensor2D;
  /** The mask of recurrent dropout, in training. */
  recurrentMask?: RecurrentMask;
}

/** What a layer computes of a batch. */
export interface Outputs {
  /** The outputs of all time steps in the order of reading, `[batch, time, units]`. */
  sequence?: tf.Tensor3D;
  /** The states after the last time step, `[batch, units]` each. The first one is the output. */
  lasts: tf.Tensor2D[];
}

/** A packed batch on its way through a recurrent layer. */
export interface Packed extends Omit<Batch, 'mask'> {
  /** `[steps, batch, input]` */
  x: tf.Tensor3D;
  packed: Packing;
  /** Whether all states are needed, not only the outputs. */
  withStates: boolean;
}

/** Recurrent dropout: one mask of the previous output for all time steps. */
export interface RecurrentMask {
  /** `[batch, units]` */
  mask: tf.Tensor2D;
  /** What the masked output is multiplied by, to keep the mean. */
  scale: number;
}

/**
 * What fast recurrent layers share: the configuration of tfjs' layers, masks, states, dropout and
 * regularization. A layer adds its equations.
 */
export abstract class RecurrentLayer<C extends RecurrentConfig> extends tf.RNN {
  declare readonly cell: Cell;
  readonly masks: DropoutMasks;
  /** A copy: the caller may change its own, and use it for the next layer. */
  protected readonly config: C;
  /** The penalties of the outputs in the gradient that is being computed, one for each call. */
  private activity?: { gradient: object; losses: tf.Scalar[] };
  /** The layers that were made from this one's configuration, by that. */
  private readonly copies = new Map<object, RecurrentLayer<RecurrentConfig>[]>();
  /** The gradient that this layer was last called in. */
  private lastGradient?: WeakRef<object>;

  /** @param gates how many blocks of `units` columns the kernels have */
  constructor(
    config: C,
    cell: Cell,
    private readonly gates: number,
  ) {
    super({ ...config, cell });
    this.config = { ...config };
    this.masks = new DropoutMasks(seedOf(config, 'dropout'));
    cell.activityRegularizer = regularizerOf(config.activityRegularizer);
    const copies = originals.get(config)?.copies;
    copies?.set(config, [...(copies.get(config) ?? []), this]);
  }

  /**
   * Returns the outputs after each packed time step, `[steps, batch, units]`; with `withStates`
   * all states.
   */
  protected abstract run(batch: Packed): tf.Tensor3D[];

  /**
   * Returns the outputs if one call of a kernel computes them, masks included; undefined if not.
   * The sequence is needed with `returnSequences`, states beside the output with `withStates`.
   */
  protected runKernel(_batch: Batch, _withStates: boolean): Outputs | undefined {
    return undefined;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    super.build(inputShape);
    const { kernel, recurrentKernel, bias, kernelConstraint, recurrentConstraint, biasConstraint } =
      this.cell;
    enforce(kernelConstraint, kernel);
    enforce(recurrentConstraint, recurrentKernel);
    enforce(biasConstraint, bias);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: CallArguments = {}): tf.Tensor | tf.Tensor[] {
    const gradient = currentGradient();
    if (gradient) this.lastGradient = new WeakRef(gradient);
    return tf.tidy(() => {
      const x = floats([inputs].flat()[0] as tf.Tensor3D); // (B, T, I)
      const mask = this.checkedMask([kwargs.mask].flat()[0], x);
      const initial = this.initialStates(kwargs.initialState, x.shape[0]);
      const batch = kwargs.training ? this.withDropout({ x, initial, mask }) : { x, initial, mask };
      const isEmpty = x.shape[0] * x.shape[1] === 0;
      const { sequence, lasts } = isEmpty ? this.emptyOutputs(batch) : this.outputs(batch);
      const output = sequence ? this.withZeros(sequence, mask) : lasts[0]!;
      if (this.stateful) this.resetStates(lasts);
      const outputs = this.returnState ? [output, ...lasts] : [output];
      this.penalize(outputs);
      return this.returnState ? outputs : output;
    });
  }

  /**
   * The regularization losses of the weights, which recurrent layers of tfjs ignore, and that of
   * the outputs.
   */
  override get losses(): Cell['losses'] {
    if (!this.built) return this.lossesOfCopies();
    const { gradient, losses = [] } = this.activity ?? {};
    if (losses.length === 0 || gradient !== currentGradient()) return this.cell.losses;
    // A model asks once for each call.
    return [...this.cell.losses, () => tf.addN(losses).div<tf.Scalar>(losses.length)];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { seed, zeroOutputForMask, kernelInitializer, recurrentInitializer } = this.config;
    const config = super.getConfig();
    if (zeroOutputForMask) config['zeroOutputForMask'] = true;
    if (seed !== undefined) {
      config['seed'] = seed;
      // A bidirectional layer makes its other direction from this configuration. Without the
      // initializers that direction derives seeds of its own.
      if (!kernelInitializer) delete config['kernelInitializer'];
      if (!recurrentInitializer) delete config['recurrentInitializer'];
    }
    originals.set(config, this);
    return config;
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new cls(config);
  }

  /**
   * A bidirectional layer asks the layer that it was made from, but runs two copies of it. If
   * several were made from one layer, it cannot know which of them asks. So each of those that the
   * current gradient runs is given the same share of the losses of all of them.
   */
  private lossesOfCopies(): Cell['losses'] {
    const gradient = currentGradient();
    const pairs = [...this.copies.values()];
    const running = pairs.filter((pair) => pair.some((copy) => copy.lastGradient?.deref() === gradient));
    const losses = running.flat().flatMap((copy): Cell['losses'] => copy.losses);
    if (running.length < 2) return losses;
    return losses.map((loss) => () => tf.tidy(() => loss().div<tf.Scalar>(running.length)));
  }

  private outputs(batch: Batch): Outputs {
    const withStates = this.returnState || this.stateful;
    return this.runKernel(batch, withStates) ?? this.runPacked(batch, withStates);
  }

  private runPacked({ x, initial, mask, recurrentMask }: Batch, withStates: boolean): Outputs {
    const packed = packing(x.shape[0], x.shape[1], mask, this.goBackwards);
    const states = this.run({ x: pack(x, packed), initial, packed, withStates, recurrentMask });
    const lasts = states.map((state, n) => lastOf(state, initial[n]!, packed)); // (B, H) each
    if (!this.returnSequences) return { lasts };
    return { lasts, sequence: unpack(states[0]!, initial[0]!, packed) };
  }

  /** Returns the sequence with zeros at masked time steps, if the configuration says so. */
  private withZeros(sequence: tf.Tensor3D, mask?: tf.Tensor2D): tf.Tensor3D {
    if (!mask || !this.config.zeroOutputForMask) return sequence;
    // As int32: reversing booleans, WebAssembly's tfjs 4.22 writes past the end of their memory.
    const inReadingOrder = this.goBackwards ? mask.cast('int32').reverse(1) : mask;
    const isOutput = inReadingOrder.cast('bool').expandDims(2); // (B, T, 1)
    return tf.where(isOutput, sequence, tf.zerosLike(sequence));
  }

  /** Without rows or without time steps: the states stay as they are, the weights have no part. */
  private emptyOutputs({ x, initial }: Batch): Outputs {
    const [batch, time] = x.shape;
    const named = (purpose: string, tensors: tf.Tensor[]) =>
      Object.fromEntries(tensors.map((tensor, n) => [`${purpose} ${n}`, tensor]));
    const unused = named('unused', [x, ...this.cell.weights.map((weight) => weight.read())]);
    const [output, ...lasts] = withGradients<string>(
      { ...unused, ...named('state', initial) },
      {
        forward(save) {
          save([]);
          return [tf.zeros([batch, time, initial[0]!.shape[1]]), ...initial.map((state) => state.clone())];
        },
        backward: ([, ...dStates], _, inputs) => ({
          ...Object.fromEntries(Object.keys(unused).map((name) => [name, () => tf.zerosLike(inputs[name]!)])),
          ...Object.fromEntries(dStates.map((dState, n) => [`state ${n}`, () => dState])),
        }),
      },
    );
    return {
      lasts: lasts as tf.Tensor2D[],
      ...(this.returnSequences && { sequence: output as tf.Tensor3D }),
    };
  }

  /** Applies dropout: one mask per sequence for the inputs, and one for the previous outputs. */
  private withDropout(given: Batch): Batch {
    const { dropout, recurrentDropout, units, dropoutFunc } = this.cell;
    const [batch, , width] = given.x.shape;
    const dropped = { ...given };
    const drawn = (shape: number[], rate: number): RecurrentMask => {
      if (!dropoutFunc) {
        const scale = 1 / (1 - rate); // keeps the mean
        return { mask: this.masks.draw(shape, rate) as tf.Tensor2D, scale };
      }
      // tfjs draws a mask for each gate and uses the first one.
      const masks = Array.from({ length: this.gates }, () => dropoutFunc(tf.ones(shape), rate));
      return { mask: masks[0] as tf.Tensor2D, scale: 1 };
    };
    if (dropout > 0 && dropout < 1) {
      const { mask, scale } = drawn([batch, width], dropout);
      dropped.x = given.x.mul(mask.mul(scale).expandDims(1)); // the same at all time steps
    }
    if (recurrentDropout > 0 && recurrentDropout < 1)
      dropped.recurrentMask = drawn([batch, units], recurrentDropout);
    return dropped;
  }

  private checkedMask(mask: tf.Tensor | null | undefined, x: tf.Tensor3D): tf.Tensor2D | undefined {
    if (!mask) return undefined;
    const [batch, time] = x.shape;
    const fits = mask.shape[0] === batch && mask.shape[1] === time && mask.size === batch * time;
    if (!fits)
      throw new Error(
        `${this.name}: the mask is [${mask.shape}], but the input [${x.shape}] needs one of [${batch},${time}]`,
      );
    const matrix = (mask.rank === 2 ? mask : mask.reshape([batch, time])) as tf.Tensor2D;
    return booleanMask(matrix);
  }

  private initialStates(given: tf.Tensor | tf.Tensor[] | null | undefined, batch: number): tf.Tensor2D[] {
    const { units, stateSize } = this.cell;
    const count = [stateSize].flat().length;
    const states = given ? [given].flat() : this.stateful ? this.states : undefined;
    if (!states) return Array.from({ length: count }, () => tf.zeros([batch, units]));
    if (states.length !== count)
      throw new Error(
        `${this.name}: RNN layer has ${count} state(s) but was passed ${states.length} initial state(s)`,
      );
    return states.map((state) => {
      if (state.shape.length !== 2 || state.shape[0] !== batch || state.shape[1] !== units)
        throw new Error(`${this.name}: an initial state is [${state.shape}], not [${batch},${units}]`);
      return floats(state as tf.Tensor2D);
    });
  }

  /** Keeps the penalty of the outputs until the next gradient: the model asks for it later. */
  private penalize(outputs: tf.Tensor[]): void {
    const [regularizer, gradient] = [this.cell.activityRegularizer, currentGradient()];
    if (!regularizer || !gradient) return;
    const penalty = tf.addN(outputs.map((output) => regularizer.apply(output) as tf.Scalar));
    const perRow = penalty.div<tf.Scalar>(Math.max(1, outputs[0]!.shape[0]!)); // as in Keras
    const current = this.activity?.gradient === gradient ? this.activity : { gradient, losses: [] };
    if (current !== this.activity) tf.dispose(this.activity?.losses ?? []);
    current.losses.push(tf.keep(perRow));
    this.activity = current;
  }
}

/** The layer that returned a configuration. */
const originals = new WeakMap<object, RecurrentLayer<RecurrentConfig>>();

/** The arguments that tfjs passes to the `call` of a recurrent layer. */
export interface CallArguments {
  /** `[batch, time]`, 0 at padding. If there are several inputs, that of the first one counts. */
  mask?: tf.Tensor | tf.Tensor[] | null;
  training?: boolean;
  /** Initial states, `[batch, units]` each, the output first. Default zeros. */
  initialState?: tf.Tensor | tf.Tensor[] | null;
  [name: string]: unknown;
}

/** Returns a tensor as float32. */
function floats<T extends tf.Tensor>(x: T): T {
  return x.dtype === 'float32' ? x : x.cast('float32');
}
