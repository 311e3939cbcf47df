import type { Gates } from './inference/model';

/** What of a unit is drawn. */
export const QUANTITIES = {
  cell: 'cell state c',
  hidden: 'output h',
  input: 'input gate i',
  forget: 'forget gate f',
  candidate: 'candidate c̃',
  output: 'output gate o',
} as const;

export type Quantity = keyof typeof QUANTITIES;

/** Returns whether a quantity is between 0 and 1. */
export function isGate(quantity: Quantity): boolean {
  return quantity === 'input' || quantity === 'forget' || quantity === 'output';
}

/** Returns a quantity of a unit for each token. */
export function valuesOf(
  { gates, cells, outputs, units }: Gates,
  unit: number,
  quantity: Quantity,
): number[] {
  if (quantity === 'cell') return cells.map((cell) => cell[unit]!);
  if (quantity === 'hidden') return outputs.map((output) => output[unit]!);
  const at = ['input', 'forget', 'candidate', 'output'].indexOf(quantity) * units + unit;
  return gates.map((gate) => gate[at]!);
}
