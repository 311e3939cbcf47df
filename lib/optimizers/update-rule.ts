/** The learning rate, or how it follows from the number of steps done before. */
export type LearningRate = number | ((step: number) => number);

/** What a rule remembers of every weight: arrays as long as the weights, by name. */
export type Slots<Name extends string = string> = Record<Name, Float32Array>;

/** How weights follow from their gradients. Rules differ in this alone; `UpdateRuleOptimizer` does the rest. */
export interface UpdateRule<Name extends string = string> {
  name: string;
  learningRate: LearningRate;
  /** What the rule remembers, and the value that it starts from. */
  slots: Record<Name, number>;
  /**
   * Changes weights and memory in place by one step.
   *
   * @param rate the learning rate of this step
   * @param t the number of this step, from 1
   */
  step(weights: Float32Array, gradients: Float32Array, slots: Slots<Name>, rate: number, t: number): void;
  /**
   * Changes the memory of weights as so many steps with gradients of 0 would. A rule that has it leaves weights without
   * a gradient where they are, so that of an embedding only the rows in a batch need a step.
   */
  skipSteps?(slots: Slots<Name>, steps: number): void;
  /** Whether rows of an embedding that are not in a batch are left alone although the rule would still move them. */
  sparse?: boolean;
  /** Factors of the learning rate, by what the names of variables, or of embeddings, begin with. */
  rateFactors?: Readonly<Record<string, number>>;
}

/** Multiplies all values by a factor. */
export function scale(values: Float32Array, factor: number): void {
  for (let n = 0; n < values.length; n++) values[n]! *= factor;
}
