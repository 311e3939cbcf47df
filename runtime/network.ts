import { type Ids, type Lstm, type LstmWeights, sigmoid } from './lstm';
import {
  type BranchSettings,
  type ByteMatrix,
  type Model,
  type Pooling,
  quantized,
  toFloats,
} from './model-file';
import type { Pooled } from './pooling';

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
  /** Returns the logits of a text. */
  classify(pooled: Pooled): Float32Array;
}

/** The number of tokens that are computed at once. More take more memory and no less time. */
const BATCH_TOKENS = 1024;

/** Returns the network of a model. `makeLstm` decides what computes it. */
export function networkOf(model: Model, makeLstm: (weights: LstmWeights) => Lstm): Network {
  const { settings, weights } = quantized(model);
  const { branches, temperature, classes } = settings;
  const made = branches.map((branch) => branchOf(branch, weights, makeLstm));
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
  makeLstm: (weights: LstmWeights) => Lstm,
): Branch {
  const floats = (name: string) => toFloats(weights[name]!);
  const bytes = (name: string) => weights[name] as ByteMatrix;
  const bias = floats(`${lstm}/bias`);
  return {
    reversed,
    lstm: makeLstm({
      units: bias.length / 4,
      embedding: bytes(embedding),
      kernel: bytes(`${lstm}/kernel`),
      recurrentKernel: bytes(`${lstm}/recurrent_kernel`),
      bias,
    }),
    classify: classifierOf(pooling, floats(`${classifier}/kernel`), floats(`${classifier}/bias`)),
  };
}

/** Returns what computes logits: a dense layer on the concatenated poolings. */
function classifierOf(pooling: readonly Pooling[], kernel: Float32Array, bias: Float32Array) {
  const outputs = bias.length;
  return ({ steps, sum, max, last }: Pooled) => {
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
  for (const { reversed, lstm, classify } of network.branches)
    for (const batch of batchesByLength(texts)) {
      const read = batch.map((text) => (reversed ? reversedIds(texts[text]!) : texts[text]!));
      for (const [n, pooled] of lstm.pool(read).entries()) logits[batch[n]!]!.push(classify(pooled));
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

/** Returns token ids from the last to the first, behind the special token. */
export function reversedIds([special, ...ids]: Ids): number[] {
  return [special!, ...ids.reverse()];
}

function softmax(logits: readonly number[]): Float32Array {
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((total, power) => total + power);
  return Float32Array.from(powers, (power) => power / sum);
}
