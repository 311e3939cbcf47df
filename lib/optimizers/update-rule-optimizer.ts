import { tf } from '../backend';
import type { Slots, UpdateRule } from './update-rule';

/** The gradients of the embedding rows in a batch, for a sparse update. */
export interface RowGradients {
  /** The name of the embedding. */
  name?: string;
  /** The whole embedding, `[vocabularySize * dimensions]`. Its rows are changed in place. */
  table: Float32Array;
  dimensions: number;
  /** Token ids of the rows, each once, `[rows]`. */
  ids: Int32Array;
  /** `[rows * dimensions]` */
  gradients: Float32Array;
}

type NamedTensor = Awaited<ReturnType<tf.Optimizer['getWeights']>>[number];

/**
 * A tfjs optimizer that applies an update rule, in plain arrays. For the weights of an LSTM one
 * loop takes a third of the time of the dozen tensor operations of a tfjs optimizer, and embedding
 * rows can be updated in place. A dense update of millions of weights takes longer: use sparse
 * updates there.
 */
export class UpdateRuleOptimizer extends tf.Optimizer {
  static className = 'RuleOptimizer'; // the name in checkpoints
  /** The slots of each variable, in their order. */
  private readonly slots: Slots[] = [];
  /** The slots of each embedding with sparse updates, and the last step that updated each row. */
  private readonly rowSlots: { slots: Slots; lastSteps: Int32Array }[] = [];

  constructor(readonly rule: UpdateRule) {
    super();
  }

  /** Whether embedding rows that are not in a batch need no update. */
  get supportsSparseUpdates(): boolean {
    return this.rule.skipSteps !== undefined || this.rule.sparse === true;
  }

  /** Returns the learning rate of the next step. */
  get learningRate(): number {
    const { learningRate } = this.rule;
    return typeof learningRate === 'number' ? learningRate : learningRate(this.iterations);
  }

  /**
   * Makes one step: updates the variables in `gradients`, and the embedding rows in `rows` in
   * place.
   */
  override applyGradients(gradients: tf.NamedTensorMap | NamedTensor[], rows: RowGradients[] = []): void {
    const [rate, t] = [this.learningRate, this.iterations + 1];
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    for (const [at, { name, tensor }] of named.entries()) {
      const variable = tf.engine().registeredVariables[name]!;
      const weights = variable.dataSync<'float32'>().slice();
      const slots = this.slots[at] ?? this.newSlots(weights.length);
      this.slots[at] = slots;
      this.rule.step(weights, tensor.dataSync<'float32'>(), slots, rate * this.factorOf(name), t, name);
      tf.tidy(() => variable.assign(tf.tensor(weights, variable.shape)));
    }
    for (const [at, row] of rows.entries()) this.stepRows(at, row, rate * this.factorOf(row.name), t);
    this.incrementIterations();
  }

  override async getWeights(): Promise<NamedTensor[]> {
    const named = (place: string, slots: Slots) =>
      Object.entries(slots).map(([name, values]) => ({
        name: `${place}.${name}`,
        tensor: tf.tensor1d(values),
      }));
    return [
      await this.saveIterations(),
      ...this.slots.flatMap((slots, at) => named(`variable.${at}`, slots)),
      ...this.rowSlots.flatMap(({ slots, lastSteps }, at) => [
        { name: `seen.${at}`, tensor: tf.tensor1d(lastSteps, 'int32') },
        ...named(`rows.${at}`, slots),
      ]),
    ];
  }

  override async setWeights(weights: NamedTensor[]): Promise<void> {
    for (const { name, tensor } of await this.extractIterations(weights)) {
      const [kind, place = '', field = ''] = name.split('.');
      const at = Number(place);
      const values = tensor.dataSync().slice();
      if (kind === 'seen') this.rowSlots[at] = { slots: {}, lastSteps: values as Int32Array };
      else if (kind === 'rows') this.rowSlots[at]!.slots[field] = values as Float32Array;
      else this.slots[at] = { ...this.slots[at], [field]: values as Float32Array };
    }
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { rule: this.rule.name };
  }

  /** Returns the factor of the learning rate of a variable or embedding. */
  private factorOf(name = ''): number {
    const factors = Object.entries(this.rule.rateFactors ?? {});
    return factors.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 1;
  }

  private stepRows(
    at: number,
    { name = '', table, dimensions, ids, gradients }: RowGradients,
    rate: number,
    t: number,
  ) {
    const { slots, lastSteps } = this.rowSlots[at] ?? {
      slots: this.newSlots(table.length),
      lastSteps: new Int32Array(table.length / dimensions).fill(t - 1),
    };
    this.rowSlots[at] = { slots, lastSteps };
    const row = (values: Float32Array, of: number) => values.subarray(of * dimensions, (of + 1) * dimensions);
    for (const [place, id] of ids.entries()) {
      const rowSlots: Slots = {};
      for (const slot in slots) rowSlots[slot] = row(slots[slot]!, id);
      const skipped = t - 1 - lastSteps[id]!;
      if (skipped > 0) this.rule.skipSteps?.(rowSlots, skipped);
      this.rule.step(row(table, id), row(gradients, place), rowSlots, rate, t, name);
      lastSteps[id] = t;
    }
  }

  private newSlots(length: number): Slots {
    const entries = Object.entries<number>(this.rule.slots);
    return Object.fromEntries(
      entries.map(([name, start]) => [name, new Float32Array(length).fill(start)]),
    ) as Slots;
  }
}
