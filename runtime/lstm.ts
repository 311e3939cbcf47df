/** An LSTM with its weights. */
export interface Lstm {
  units: number;
  /** Computes rows of time steps. The result is valid until the next call. */
  run(batch: LstmBatch): LstmOutputs;
}

/** Rows of inputs, padded to the same length. */
export interface LstmBatch {
  /** The inputs, `[lengths.length, steps, inputs]`. */
  x: Float32Array;
  /** The number of time steps of each row. */
  lengths: readonly number[];
  steps: number;
  /** The state before the first time step of a single row. Default: zeros, and no cell states. */
  state?: LstmState;
}

/** The output and the cell state of a time step, `[units]` each. */
export interface LstmState {
  h: Float32Array;
  c: Float32Array;
}

/** The outputs of all time steps, `[rows, steps, units]`. */
export interface LstmOutputs {
  h: Float32Array;
  /** The cell states, if the batch has a `state`. */
  c?: Float32Array;
}

/** The weights of an LSTM, as in Keras: the gates i, f, c, o lie side by side. */
export interface LstmWeights {
  units: number;
  /** `[inputs, 4 * units]` */
  kernel: Float32Array;
  /** `[units, 4 * units]` */
  recurrentKernel: Float32Array;
  /** `[4 * units]` */
  bias: Float32Array;
}

/** Returns an LSTM in plain JavaScript, for places that forbid WebAssembly. */
export function plainLstm({ units, kernel, recurrentKernel, bias }: LstmWeights): Lstm {
  const columns = 4 * units;
  const inputs = kernel.length / columns;
  const z = new Float32Array(columns);
  const addProduct = (values: Float32Array, matrix: Float32Array) => {
    for (let row = 0, at = 0; row < values.length; row++, at += columns) {
      const value = values[row]!;
      if (value !== 0)
        for (let column = 0; column < columns; column++) z[column]! += value * matrix[at + column]!;
    }
  };
  return {
    units,
    run({ x, lengths, steps, state }) {
      const h = new Float32Array(lengths.length * steps * units);
      const c = new Float32Array(h.length);
      for (const [row, length] of lengths.entries()) {
        let previousH = state?.h ?? new Float32Array(units);
        let previousC = state?.c ?? new Float32Array(units);
        for (let step = 0; step < length; step++) {
          const at = row * steps + step;
          z.set(bias);
          addProduct(x.subarray(at * inputs, (at + 1) * inputs), kernel);
          addProduct(previousH, recurrentKernel);
          const nextH = h.subarray(at * units, (at + 1) * units);
          const nextC = c.subarray(at * units, (at + 1) * units);
          for (let unit = 0; unit < units; unit++) {
            const input = sigmoid(z[unit]!);
            const forget = sigmoid(z[units + unit]!);
            const candidate = Math.tanh(z[2 * units + unit]!);
            const output = sigmoid(z[3 * units + unit]!);
            nextC[unit] = forget * previousC[unit]! + input * candidate;
            nextH[unit] = output * Math.tanh(nextC[unit]!);
          }
          previousH = nextH;
          previousC = nextC;
        }
      }
      return { h, c };
    },
  };
}

/** Returns 1 / (1 + exp(-x)). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
