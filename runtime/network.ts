import { type Lstm, type LstmWeights, sigmoid } from './lstm';
import { type BranchSettings, type ByteMatrix, type Model, type Pooling, toFloats } from './model-file';

/** The layers of a model, ready to run. */
export interface Network {
  branches: Branch[];
  /** Returns the probabilities of the classes, given the logits of all branches. */
  probabilities(logits: readonly Float32Array[]): Float32Array;
}

/** An LSTM and its classifier. */
export interface Branch {
  reversed: boolean;
  lstm: Lstm;
  /** Writes the word vectors of token ids one behind the other. */
  embed(ids: readonly number[], to: Float32Array, at: number): void;
  dimensions: number;
  /** Returns the logits of the outputs `[length, units]` of one text. */
  classify(features: PooledOutputs): Float32Array;
}

/** What poolings know of the outputs of an LSTM, up to a time step. */
export interface PooledOutputs {
  steps: number;
  sum: Float32Array;
  max: Float32Array;
  last: Float32Array;
}

/** The token ids of a text, the special token first. */
export type Ids = readonly number[];

/** The number of tokens that are computed at once. More take more memory and no less time. */
const BATCH_TOKENS = 4096;

/** Returns the network of a model. `makeLstm` decides what computes it. */
export function networkOf({ settings, weights }: Model, makeLstm: (weights: LstmWeights) => Lstm): Network {
  const { branches, temperature, classes } = settings;
  const floats = (name: string) => toFloats(weights[name]!);
  const made = branches.map((branch) => branchOf(branch, weights, floats, makeLstm));
  return {
    branches: made,
    probabilities(logits) {
      const outputs = logits[0]!.length;
      const mean = (output: number) =>
        logits.reduce((sum, values) => sum + values[output]!, 0) / logits.length / temperature;
      if (outputs === 1) {
        const second = sigmoid(mean(0));
        return Float32Array.of(1 - second, second);
      }
      return softmax(classes.map((_, output) => mean(output)));
    },
  };
}

function branchOf(
  { embedding, lstm, reversed, pooling, classifier }: BranchSettings,
  weights: Model['weights'],
  floats: (name: string) => Float32Array,
  makeLstm: (weights: LstmWeights) => Lstm,
): Branch {
  const bias = floats(`${lstm}/bias`);
  const vectors = weights[embedding] as ByteMatrix;
  return {
    reversed,
    lstm: makeLstm({
      units: bias.length / 4,
      kernel: floats(`${lstm}/kernel`),
      recurrentKernel: floats(`${lstm}/recurrent_kernel`),
      bias,
    }),
    embed(ids, to, at) {
      const { columns, values, scales } = vectors;
      for (const id of ids) {
        const scale = scales[id]!;
        for (let n = 0, from = id * columns; n < columns; n++) to[at++] = values[from++]! * scale;
      }
    },
    dimensions: vectors.columns,
    classify: classifierOf(pooling, floats(`${classifier}/kernel`), floats(`${classifier}/bias`)),
  };
}

/** Returns what computes logits: a dense layer on the concatenated poolings. */
function classifierOf(pooling: readonly Pooling[], kernel: Float32Array, bias: Float32Array) {
  const outputs = bias.length;
  return ({ steps, sum, max, last }: PooledOutputs) => {
    const logits = bias.slice();
    const units = last.length;
    for (const [n, kind] of pooling.entries()) {
      const values = { mean: sum, max, last }[kind];
      const divisor = kind === 'mean' ? steps : 1;
      for (let unit = 0; unit < units; unit++)
        for (let output = 0; output < outputs; output++)
          logits[output]! += (values[unit]! / divisor) * kernel[(n * units + unit) * outputs + output]!;
    }
    return logits;
  };
}

/** Returns the probabilities of the classes for texts, in their order. */
export function predict(network: Network, texts: readonly Ids[]): Float32Array[] {
  const logits: Float32Array[][] = texts.map(() => []);
  for (const branch of network.branches)
    for (const batch of batchesByLength(texts)) {
      const classified = classifyBatch(
        branch,
        batch.map((text) => texts[text]!),
      );
      for (const [n, text] of batch.entries()) logits[text]!.push(classified[n]!);
    }
  return logits.map((ofText) => network.probabilities(ofText));
}

/** Returns the positions of texts in batches of similar length. */
function batchesByLength(texts: readonly Ids[]): number[][] {
  const order = [...texts.keys()].sort((a, b) => texts[a]!.length - texts[b]!.length);
  const batches: number[][] = [];
  for (let start = 0, end = 1; start < order.length; start = end++) {
    const fits = () => (end + 1 - start) * texts[order[end]!]!.length <= BATCH_TOKENS;
    while (end < order.length && fits()) end++;
    batches.push(order.slice(start, end));
  }
  return batches;
}

function classifyBatch(branch: Branch, texts: readonly Ids[]): Float32Array[] {
  const { lstm, dimensions, reversed } = branch;
  const lengths = texts.map((ids) => ids.length);
  const steps = Math.max(...lengths); // a batch has at most BATCH_TOKENS texts
  const x = new Float32Array(texts.length * steps * dimensions);
  for (const [row, ids] of texts.entries())
    branch.embed(reversed ? reversedIds(ids) : ids, x, row * steps * dimensions);
  const { h } = lstm.run({ x, lengths, steps });
  return lengths.map((length, row) => {
    const pooled = emptyPooling(lstm.units);
    for (let step = 0; step < length; step++) addStep(pooled, h, (row * steps + step) * lstm.units);
    return branch.classify(pooled);
  });
}

/** Returns token ids from the last to the first, behind the special token. */
export function reversedIds([special, ...ids]: Ids): number[] {
  return [special!, ...ids.reverse()];
}

/** Returns the poolings before the first time step. */
export function emptyPooling(units: number): PooledOutputs {
  return {
    steps: 0,
    sum: new Float32Array(units),
    max: new Float32Array(units).fill(Number.NEGATIVE_INFINITY),
    last: new Float32Array(units),
  };
}

/** Adds the output of one time step, which is at `from` in `outputs`. */
export function addStep(pooled: PooledOutputs, outputs: Float32Array, from: number): void {
  const { sum, max, last } = pooled;
  pooled.steps++;
  for (let unit = 0; unit < last.length; unit++) {
    const value = outputs[from + unit]!;
    sum[unit]! += value;
    if (value > max[unit]!) max[unit] = value;
    last[unit] = value;
  }
}

function softmax(logits: readonly number[]): Float32Array {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power);
  return Float32Array.from(powers, (power) => power / sum);
}
