/**
 * An LSTM in plain loops and double precision. It is slow, and simple enough to check by reading.
 * The library's gradients are compared with finite differences of it.
 */
export interface ReferenceInputs {
  /** `[time][input]`: one row of a batch. */
  x: number[][];
  /** `[units]` */
  h0: number[];
  c0: number[];
  /** `[input][4 units]`, gates i, f, g, o */
  kernel: number[][];
  /** `[units][4 units]` */
  recurrentKernel: number[][];
  /** `[4 units]` */
  bias: number[];
  /** `[3][units]`: i, f, o */
  peepholes?: number[][];
  /** `[units][units]` */
  outputPeephole?: number[][];
  /** `[units]` */
  recurrentMask?: number[];
}

/** Returns the output after each step, `[time][units]`, and the cell state after each step. */
export function referenceLstm(inputs: ReferenceInputs): { h: number[][]; c: number[][] } {
  const { x, kernel, recurrentKernel, bias, peepholes, outputPeephole, recurrentMask } = inputs;
  let [h, c] = [inputs.h0, inputs.c0];
  const units = h.length;
  const [hs, cs]: [number[][], number[][]] = [[], []];
  for (const xt of x) {
    const masked = h.map((value, unit) => value * (recurrentMask?.[unit] ?? 1));
    const gate = (n: number, unit: number) => {
      const at = n * units + unit;
      const fromInput = xt.reduce((sum, value, m) => sum + value * kernel[m]![at]!, 0);
      return fromInput + masked.reduce((sum, value, m) => sum + value * recurrentKernel[m]![at]!, bias[at]!);
    };
    const before = c;
    c = before.map((cell, unit) => {
      const i = sigmoid(gate(0, unit) + (peepholes?.[0]?.[unit] ?? 0) * cell);
      const f = sigmoid(gate(1, unit) + (peepholes?.[1]?.[unit] ?? 0) * cell);
      return f * cell + i * Math.tanh(gate(2, unit));
    });
    const after = c;
    h = after.map((cell, unit) => {
      const ownCell = (peepholes?.[2]?.[unit] ?? 0) * cell;
      const allCells = after.reduce((sum, value, m) => sum + value * (outputPeephole?.[m]?.[unit] ?? 0), 0);
      return sigmoid(gate(3, unit) + ownCell + allCells) * Math.tanh(cell);
    });
    hs.push(h);
    cs.push(c);
  }
  return { h: hs, c: cs };
}

function sigmoid(z: number): number {
  return 1 / (1 + Math.exp(-z));
}
