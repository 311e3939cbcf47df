import { type ByteMatrix, toFloats } from './model-file';
import { emptyPooling, type Pooled, withStep } from './pooling';

/** The token ids of a text, the special token first. */
export type Ids = readonly number[];

/** An LSTM with its word vectors and weights. */
export interface Lstm {
  units: number;
  /**
   * Returns the poolings of the outputs of each text, in their order. They are valid until the next
   * call of an LSTM.
   */
  pool(texts: readonly Ids[]): Pooled[];
  /** Returns the states after each token. @param start the state before the first one */
  states(ids: Ids, start: LstmState): LstmState[];
}

/** The output and the cell state of a time step, `[units]` each. */
export interface LstmState {
  h: Float32Array;
  c: Float32Array;
}

/** The weights of an LSTM, as in Keras: the gates i, f, c, o lie side by side. */
export interface LstmWeights {
  units: number;
  /** The word vectors, `[vocabulary, inputs]`, with a scale for each word. */
  embedding: ByteMatrix;
  /** `[inputs, 4 * units]`, with a scale for each column. */
  kernel: ByteMatrix;
  /** `[units, 4 * units]`, with a scale for each column. */
  recurrentKernel: ByteMatrix;
  /** `[4 * units]` */
  bias: Float32Array;
}

/**
 * Words with a lower id are frequent. What a frequent word adds to the gates is computed once and
 * kept: it takes most of the time, and does not depend on the words before it.
 */
export const FREQUENT_IDS = 512;

/** A time step of an LSTM with its gates. */
export interface LstmStep extends LstmState {
  /** The activations of i, f, the candidate and o, side by side: `[4 * units]`. */
  gates: Float32Array;
}

/**
 * Returns a function that computes a time step (Hochreiter & Schmidhuber 1997, with the forget
 * gate of Gers et al. 2000), given the token and the state before it.
 */
export function lstmStep(weights: LstmWeights): (id: number, before: LstmState) => LstmStep {
  const { units, embedding, kernel, recurrentKernel, bias } = weights;
  const inputs = embedding.columns;
  const [inputWeights, recurrentWeights] = [toFloats(kernel), toFloats(recurrentKernel)];
  const kept: Float32Array[] = [];
  const projection = (id: number): Float32Array => {
    const before = kept[id];
    if (before) return before;
    const vector = embedding.values.subarray(id * inputs, (id + 1) * inputs);
    const scale = embedding.scales[id]!;
    const gates = bias.slice();
    addProduct(
      gates,
      Float32Array.from(vector, (value) => value * scale),
      inputWeights,
    );
    if (id < FREQUENT_IDS) kept[id] = gates;
    return gates;
  };
  return (id, { h: previousH, c: previousC }) => {
    const gates = projection(id).slice();
    addProduct(gates, previousH, recurrentWeights);
    const h = new Float32Array(units);
    const c = new Float32Array(units);
    for (let unit = 0; unit < units; unit++) {
      const input = sigmoid(gates[unit]!);
      const forget = sigmoid(gates[units + unit]!);
      const candidate = Math.tanh(gates[2 * units + unit]!);
      const output = sigmoid(gates[3 * units + unit]!);
      c[unit] = forget * previousC[unit]! + input * candidate;
      h[unit] = output * Math.tanh(c[unit]!);
      gates[unit] = input;
      gates[units + unit] = forget;
      gates[2 * units + unit] = candidate;
      gates[3 * units + unit] = output;
    }
    return { h, c, gates };
  };
}

/** Returns an LSTM in plain JavaScript, for places that forbid WebAssembly. */
export function plainLstm(weights: LstmWeights): Lstm {
  const { units } = weights;
  const next = lstmStep(weights);
  return {
    units,
    pool: (texts) =>
      texts.map((ids) => {
        let state: LstmState = { h: new Float32Array(units), c: new Float32Array(units) };
        let pooled = emptyPooling(units);
        for (const id of ids) {
          state = next(id, state);
          pooled = withStep(pooled, state.h);
        }
        return pooled;
      }),
    states: (ids, start) => {
      let state = start;
      return ids.map((id) => {
        const { h, c } = next(id, state);
        state = { h, c };
        return state;
      });
    },
  };
}

/** Adds a vector times a matrix, `[values.length, sums.length]`. */
function addProduct(sums: Float32Array, values: Float32Array, matrix: Float32Array): void {
  const columns = sums.length;
  for (let row = 0, at = 0; row < values.length; row++, at += columns) {
    const value = values[row]!;
    if (value !== 0)
      for (let column = 0; column < columns; column++) sums[column]! += value * matrix[at + column]!;
  }
}

/** Returns 1 / (1 + exp(-x)). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
