import { totalmem } from 'node:os';
import { MemoryError } from '../../lib/units/machine-error';
import { FlagError, type FlagValues } from './flags';

/** Float32 copies of each parameter in training: weights, gradients, and two of the optimizer. */
const COPIES = 4;
/** Values that a layer keeps of each unit and time step: gates, states and output. */
const SAVED = 6;

/** The inputs of a model. */
export interface InputSize {
  /** The number of token ids. Default 0, while it is unknown. */
  vocabulary?: number;
  /** Tokens in a batch: its rows times their length. Default 0. */
  batchTokens?: number;
}

/**
 * Checks that a model of the size that the flags give can be trained in this machine's memory.
 *
 * @throws FlagError that names the flags, with the memory that is needed at least. Its cause is a
 *   MemoryError: another machine may have more
 */
export function requireMemory(
  values: FlagValues,
  { vocabulary = 0, batchTokens = 0 }: InputSize = {},
  available = availableMemory(),
): void {
  const units = given(values, ['hidden_size', 'lstm_units', 'dim_proj']);
  const dimensions = given(values, ['embedding_size', 'dim_proj']);
  const lstms = given(values, ['layers']) || 1;
  const recurrent = 4 * units * (units + dimensions + 1) + (lstms - 1) * 4 * units * (2 * units + 1);
  const parameters = recurrent + vocabulary * dimensions;
  const activations = batchTokens * (dimensions + lstms * SAVED * units);
  const bytes = 4 * (COPIES * parameters + activations);
  if (bytes <= available) return;
  const message = `${flagsOf(values).join(' ')}: training needs at least ${gigabytes(bytes)} of memory, and this machine has ${gigabytes(available)}: use smaller sizes`;
  throw new FlagError(message, { cause: new MemoryError(message) });
}

const SIZES = ['hidden_size', 'lstm_units', 'dim_proj', 'embedding_size', 'layers', 'batch_size'];

function flagsOf(values: FlagValues): string[] {
  const lengths = ['max_seq_length', 'sequence_len', 'maxlen'];
  const names = [...SIZES, ...lengths].filter((name) => typeof values[name] === 'number');
  return names.map((name) => `--${name} ${values[name]}`);
}

/** Returns the value of the first of these flags that a system has; 0 if it has none. */
function given(values: FlagValues, names: readonly string[]): number {
  const name = names.find((one) => typeof values[one] === 'number');
  return name === undefined ? 0 : (values[name] as number);
}

/** Returns the memory of this machine, or of the container. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function gigabytes(bytes: number): string {
  const gb = bytes / 1e9;
  return gb < 1e4 ? `${gb.toFixed(1)} GB` : `${gb.toExponential(1)} GB`;
}
