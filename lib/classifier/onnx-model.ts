/** Converts models to ONNX, which onnxruntime runs in Python, C++, Java, C#, Rust, browsers, ... */
import { tf } from '../backend';
import type { FastGRU } from '../layers/fast-gru';
import { FastLSTM } from '../layers/fast-lstm';
import { type FrozenEmbedding, registeredVectors } from '../layers/frozen-embedding';
import { type OnnxGraph, onnxGraph } from './onnx-graph';

/**
 * Returns a model in the format of ONNX: token ids `ids`, int64 `[batch, time]`, padded on the
 * right with 0 -> `logits`, float32 `[batch, outputs]`. Dropout, which only training uses, is left
 * out.
 *
 * @throws if a layer has no counterpart, with the reason
 */
export function toOnnxModel(model: tf.LayersModel): Uint8Array {
  const graph = onnxGraph();
  const parts = new Map<number, Part>([[model.inputs[0]!.id, { x: 'ids' }]]);
  tf.tidy(() => {
    for (const layer of model.layers) {
      if (layer.getClassName() === 'InputLayer') continue;
      const inputs = [layer.input].flat().map(({ id }) => parts.get(id)!);
      const [output] = [layer.output].flat();
      parts.set(output!.id, convert(graph, layer, inputs));
    }
  });
  const [logits] = model.outputs;
  return graph.finish(parts.get(logits!.id)!.x, logits!.shape.at(-1)!);
}

/** What a tensor of the model becomes. */
interface Part {
  /** Its name. Sequences are time-major: `[time, batch, units]`. */
  x: string;
  /** The number of tokens of each row, int32 `[batch]`, if padding is masked. */
  lengths?: string;
  /** 1 for tokens and 0 for padding, `[time, batch, 1]`, if padding is masked. */
  mask?: string;
  /** The last output, `[batch, units]`, if it is that of a recurrent layer. */
  last?: string;
  isSequence?: boolean;
}

function convert(graph: OnnxGraph, layer: tf.layers.Layer, inputs: readonly Part[]): Part {
  const [input] = inputs as [Part];
  const config = layer.getConfig();
  switch (layer.getClassName()) {
    case 'WordDropout':
      return input;
    case 'SeededDropout':
    case 'Dropout':
      return { ...input, last: undefined };
    case 'ReverseWords':
      return { x: reversed(graph, input.x, config.keep as number) };
    case 'PadLeft':
      return { x: turned(graph, reversed(graph, input.x, 0)) };
    case 'TrainedEmbedding':
    case 'FrozenEmbedding':
      return embed(graph, layer, input);
    case 'FastLSTM':
    case 'FastGRU':
      return recur(graph, layer, input, [layer as Recurrent]);
    case 'Bidirectional':
      return recurBothWays(graph, layer, input);
    case 'LastStep':
      if (input.last) return { x: input.last };
      throw new Error(`${layer.name}: lastState has a counterpart in ONNX only directly after an LSTM`);
    case 'MeanOverTime':
      return { x: mean(graph, input, config.steps as number | undefined) };
    case 'MaxOverTime':
      return { x: max(graph, input, config.ignoreMask === true) };
    case 'Concatenate':
      return {
        x: op(
          graph,
          'Concat',
          inputs.map(({ x }) => x),
          { axis: -1 },
        ),
      };
    case 'MeanOfVotes':
      return {
        x: op(
          graph,
          'Mean',
          inputs.map(({ x }) => x),
        ),
      };
    case 'Rescaling': {
      const { scale, offset = 0 } = config as { scale: number; offset?: number };
      const scaled = op(graph, 'Mul', [input.x, float(graph, scale)]);
      return { ...input, last: undefined, x: op(graph, 'Add', [scaled, float(graph, offset)]) };
    }
    case 'Dense':
      return { ...input, last: undefined, x: dense(graph, layer, input.x) };
    case 'Activation':
      return { ...input, last: undefined, x: activated(graph, config.activation as string, input.x) };
    default:
      throw new Error(`${layer.name}: layers of class ${layer.getClassName()} are not exported to ONNX`);
  }
}

function op(graph: OnnxGraph, name: string, inputs: readonly string[], attributes = {}): string {
  return graph.node(name, inputs, attributes)[0]!;
}

const TYPE = { float: 1, int32: 6, int64: 7 };
const cast = (graph: OnnxGraph, x: string, to: keyof typeof TYPE) => op(graph, 'Cast', [x], { to: TYPE[to] });
const float = (graph: OnnxGraph, value: number) => graph.constant([], [value], 'float');
const ints = (graph: OnnxGraph, ...values: number[]) => graph.constant([values.length], values);
const sum = (graph: OnnxGraph, x: string, axis: number) =>
  op(graph, 'ReduceSum', [x, ints(graph, axis)], { keepdims: 0 });

/** Returns 1 for tokens and 0 for padding, float `[batch, time]`. */
function tokensOf(graph: OnnxGraph, ids: string): string {
  return cast(graph, op(graph, 'Not', [op(graph, 'Equal', [ids, graph.constant([], [0])])]), 'float');
}

/** Reverses the tokens of each row behind the first `keep`, which stay in place. */
function reversed(graph: OnnxGraph, ids: string, keep: number): string {
  const tail = op(graph, 'Slice', [ids, ints(graph, keep), ints(graph, 2 ** 31), ints(graph, 1)]);
  const lengths = cast(graph, sum(graph, tokensOf(graph, tail), 1), 'int64');
  const atLeast1 = op(graph, 'Max', [lengths, graph.constant([], [1])]);
  const turned = op(graph, 'ReverseSequence', [tail, atLeast1], { batch_axis: 0, time_axis: 1 });
  if (keep === 0) return turned;
  const front = op(graph, 'Slice', [ids, ints(graph, 0), ints(graph, keep), ints(graph, 1)]);
  return op(graph, 'Concat', [front, turned], { axis: 1 });
}

/** Reverses whole rows, padding included. */
function turned(graph: OnnxGraph, ids: string): string {
  const [last, first] = [ints(graph, -1), ints(graph, -(2 ** 31))];
  return op(graph, 'Slice', [ids, last, first, ints(graph, 1), ints(graph, -1)]);
}

function embed(graph: OnnxGraph, layer: tf.layers.Layer, { x: ids }: Part): Part {
  const { values, shape, maskZero } = tableOf(layer);
  const timeMajor = op(graph, 'Transpose', [ids], { perm: [1, 0] }); // (T, B)
  const x = op(graph, 'Gather', [graph.constant(shape, values), timeMajor]); // (T, B, D)
  if (!maskZero) return { x, isSequence: true };
  const tokens = tokensOf(graph, timeMajor);
  const lengths = cast(graph, sum(graph, tokens, 0), 'int32');
  return { x, isSequence: true, lengths, mask: op(graph, 'Unsqueeze', [tokens, ints(graph, 2)]) };
}

function tableOf(layer: tf.layers.Layer): { values: Float32Array; shape: number[]; maskZero: boolean } {
  if (layer.getClassName() === 'TrainedEmbedding') {
    const [table] = layer.getWeights() as [tf.Tensor2D];
    const maskZero = layer.getConfig().maskZero as boolean;
    return { values: table.dataSync<'float32'>() as Float32Array, shape: table.shape, maskZero };
  }
  const { vectors, maskZero } = layer as FrozenEmbedding;
  const { matrix, dimensions } = registeredVectors(vectors);
  return { values: matrix, shape: [matrix.length / dimensions, dimensions], maskZero };
}

type Recurrent = FastLSTM | FastGRU;

/** Adds one LSTM or GRU with one or two directions. */
function recur(
  graph: OnnxGraph,
  layer: tf.layers.Layer,
  input: Part,
  directions: readonly Recurrent[],
): Part {
  const [forward] = directions as [Recurrent];
  if (forward.goBackwards && forward.returnSequences)
    throw new Error(`${layer.name}: goBackwards with returnSequences has no counterpart in ONNX`);
  const direction = directions.length > 1 ? 'bidirectional' : forward.goBackwards ? 'reverse' : 'forward';
  const isLstm = forward instanceof FastLSTM;
  const weights = directions.map((one) => weightsOf(one));
  const joined = (name: 'w' | 'r' | 'b') => {
    const tensor = tf.stack(weights.map((one) => one[name]));
    return graph.constant(tensor.shape, tensor.dataSync<'float32'>() as Float32Array);
  };
  const { units } = forward.cell;
  const inputs = [input.x, joined('w'), joined('r'), joined('b'), input.lengths ?? ''];
  const attributes = {
    hidden_size: units,
    direction,
    ...activationsOf(forward, directions.length),
    ...(!isLstm && { linear_before_reset: forward.getConfig().resetAfter ? 1 : 0 }),
  };
  const [y, last] = graph.node(isLstm ? 'LSTM' : 'GRU', inputs, attributes, 2) as [string, string];
  // y: (T, directions, B, H); last: (directions, B, H)
  if (directions.length === 1) {
    const lastOutput = op(graph, 'Squeeze', [last, ints(graph, 0)]);
    if (!forward.returnSequences) return { x: lastOutput, last: lastOutput };
    return { ...input, x: op(graph, 'Squeeze', [y, ints(graph, 1)]), last: lastOutput };
  }
  return forward.returnSequences ? { ...input, x: y, last: undefined } : { x: last };
}

/** Merges both directions, as the layer of tfjs does. */
function recurBothWays(graph: OnnxGraph, layer: tf.layers.Layer, input: Part): Part {
  const { forwardLayer, backwardLayer, mergeMode } = layer as unknown as {
    forwardLayer: Recurrent;
    backwardLayer: Recurrent;
    mergeMode: string;
  };
  const part = recur(graph, layer, input, [forwardLayer, backwardLayer]);
  const axis = part.isSequence ? 1 : 0;
  if (mergeMode === 'sum') return { ...part, x: sum(graph, part.x, axis) };
  if (mergeMode === 'ave')
    return { ...part, x: op(graph, 'ReduceMean', [part.x], { axes: [axis], keepdims: 0 }) };
  if (mergeMode === 'mul')
    return { ...part, x: op(graph, 'ReduceProd', [part.x], { axes: [axis], keepdims: 0 }) };
  const perm = part.isSequence ? [0, 2, 1, 3] : [1, 0, 2];
  const beside = op(graph, 'Transpose', [part.x], { perm });
  const shape = part.isSequence ? ints(graph, 0, 0, -1) : ints(graph, 0, -1); // 0: as it is
  return { ...part, x: op(graph, 'Reshape', [beside, shape]) };
}

/** Returns the weights with ONNX' order of the gates: i, o, f, c for an LSTM, z, r, h for a GRU. */
function weightsOf(layer: Recurrent): { w: tf.Tensor; r: tf.Tensor; b: tf.Tensor } {
  const { peepholes, useBias, resetAfter } = layer.getConfig();
  if (peepholes) throw new Error(`${layer.name}: peepholes are not exported to ONNX`);
  const { units } = layer.cell;
  const gates = layer instanceof FastLSTM ? [0, 3, 1, 2] : [0, 1, 2];
  const ordered = (x: tf.Tensor) => {
    const blocks = tf.split(x, gates.length, -1);
    return tf.concat(
      gates.map((gate) => blocks[gate]!),
      -1,
    );
  };
  const [kernel, recurrentKernel, bias] = layer.getWeights() as [tf.Tensor2D, tf.Tensor2D, tf.Tensor?];
  const none = tf.zeros([gates.length * units]);
  const [ofInput, ofOutput] =
    useBias === false || !bias ? [none, none] : resetAfter ? tf.unstack(bias) : [bias, none];
  return {
    w: ordered(kernel).transpose(),
    r: ordered(recurrentKernel).transpose(),
    b: tf.concat([ordered(ofInput!), ordered(ofOutput!)]),
  };
}

/** The activations of ONNX that are those of tfjs, with their slope and offset. */
const GATES: Readonly<Record<string, { name: string; alpha: number; beta: number }>> = {
  sigmoid: { name: 'Sigmoid', alpha: 0, beta: 0 },
  hardSigmoid: { name: 'HardSigmoid', alpha: 0.2, beta: 0.5 },
};

function activationsOf(layer: Recurrent, directions: number): Record<string, string[] | number[]> {
  const { activation, recurrentActivation } = layer.cell;
  const gate = GATES[recurrentActivation.getClassName()];
  if (!gate || activation.getClassName() !== 'tanh')
    throw new Error(
      `${layer.name}: only tanh, with sigmoid or hardSigmoid for the gates, is exported to ONNX`,
    );
  const others = layer instanceof FastLSTM ? ['Tanh', 'Tanh'] : ['Tanh'];
  const activations = Array.from({ length: directions }, () => [gate.name, ...others]).flat();
  if (gate.alpha === 0) return { activations };
  // Slope and offset are listed for the activations that have some.
  const repeated = (value: number) => Array<number>(directions).fill(value);
  return { activations, activation_alpha: repeated(gate.alpha), activation_beta: repeated(gate.beta) };
}

function mean(graph: OnnxGraph, { x, mask, lengths }: Part, steps: number | undefined): string {
  const total = sum(graph, mask ? op(graph, 'Mul', [x, mask]) : x, 0); // (B, H)
  if (steps !== undefined) return op(graph, 'Div', [total, float(graph, steps)]);
  if (!lengths) return op(graph, 'ReduceMean', [x], { axes: [0], keepdims: 0 });
  const counts = op(graph, 'Max', [cast(graph, lengths, 'float'), float(graph, 1)]);
  return op(graph, 'Div', [total, op(graph, 'Unsqueeze', [counts, ints(graph, 1)])]);
}

/**
 * Without a mask, or after a bidirectional layer in which Keras counts padding, all time steps
 * count; outputs of ONNX at padding are 0. Else only tokens do: a text without tokens gives 0.
 */
function max(graph: OnnxGraph, { x, mask, last }: Part, ignoreMask: boolean): string {
  const highest = (values: string) => op(graph, 'ReduceMax', [values], { axes: [0], keepdims: 0 });
  if (!mask || (ignoreMask && !last)) return highest(x);
  const lowered = op(graph, 'Mul', [op(graph, 'Sub', [mask, float(graph, 1)]), float(graph, 1e30)]);
  return op(graph, 'Mul', [highest(op(graph, 'Add', [x, lowered])), highest(mask)]);
}

function dense(graph: OnnxGraph, layer: tf.layers.Layer, x: string): string {
  const [kernel, bias] = layer.getWeights();
  const constant = (tensor: tf.Tensor) =>
    graph.constant(tensor.shape, tensor.dataSync<'float32'>() as Float32Array);
  const product = op(graph, 'MatMul', [x, constant(kernel!)]);
  const output = bias ? op(graph, 'Add', [product, constant(bias)]) : product;
  return activated(graph, layer.getConfig().activation as string, output);
}

/** Activations under the names of tfjs. */
const ACTIVATIONS: Readonly<Record<string, string>> = {
  elu: 'Elu',
  relu: 'Relu',
  selu: 'Selu',
  sigmoid: 'Sigmoid',
  softmax: 'Softmax',
  softplus: 'Softplus',
  softsign: 'Softsign',
  tanh: 'Tanh',
};

function activated(graph: OnnxGraph, name: string, x: string): string {
  if (name === 'linear') return x;
  const operator = ACTIVATIONS[name];
  if (!operator) throw new Error(`the activation ${name} is not exported to ONNX`);
  return op(graph, operator, [x]);
}
