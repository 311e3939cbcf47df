/** A constant learning rate, or a schedule: a function of the number of completed steps. */
export type LearningRate = number | ((step: number) => number);

/** The state that an update rule keeps for each weight: arrays as long as the weights, by name. */
export type Slots<Name extends string = string> = Record<Name, Float32Array>;

/** The update rule of an optimizer. `UpdateRuleOptimizer` does everything else. */
export interface UpdateRule<Name extends string = string> {
  name: string;
  learningRate: LearningRate;
  /** The initial value of each slot. */
  slots: Record<Name, number>;
  /**
   * Updates weights and slots in place by one step.
   *
   * @param rate the learning rate of this step
   * @param t the number of this step, from 1
   * @param name the name of the variable or embedding, if it has one
   */
  step(
    weights: Float32Array,
    gradients: Float32Array,
    slots: Slots<Name>,
    rate: number,
    t: number,
    name?: string,
  ): void;
  /**
   * Updates slots as `steps` steps with zero gradients would. Only for rules that leave weights
   * with a zero gradient unchanged; it makes their sparse updates exact.
   */
  skipSteps?(slots: Slots<Name>, steps: number): void;
  /** Whether to use sparse updates although the rule changes weights with a zero gradient. */
  sparse?: boolean;
  /** Factors of the learning rate by the prefix of a variable's or embedding's name. */
  rateFactors?: Readonly<Record<string, number>>;
}

/** Multiplies all values by a factor, in place. */
export function scale(values: Float32Array, factor: number): void {
  for (let n = 0; n < values.length; n++) values[n]! *= factor;
}
