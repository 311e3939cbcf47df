import { availableParallelism } from 'node:os';
import { peersPython } from './peers';
import type { Entry } from './suite';

type Limits = Pick<Entry, 'enters' | 'rounds'>;
type Options = Limits & Pick<Entry, 'env'> & { args?: string[] };

/** Returns the entry of a TypeScript program of this folder: `lstm/ours`. */
export function typescriptEntry(name: string, program: string, options: Options = {}): Entry {
  const { args = [], ...rest } = options;
  return { name, command: [process.execPath, '--import', 'tsx', `bench/${program}.ts`, ...args], ...rest };
}

/** Returns the entry of a Python program of this folder: `data/plain`. */
export function pythonEntry(name: string, program: string, options: Options = {}): Entry {
  const { args = [], ...rest } = options;
  // As a module, so that `import keras` in keras.py finds the library and not itself.
  const module = `bench.${program.replaceAll('/', '.')}`;
  return { name, command: [peersPython(), '-m', module, ...args], ...rest };
}

/** Returns a Python program's entries with one thread and with as many as there are cores. */
export function threadedEntries(name: string, program: string, options: Options = {}): Entry[] {
  return [...new Set([1, availableParallelism()])].map((threads) => ({
    ...pythonEntry(name, program, { ...options, args: ['--threads', `${threads}`, ...(options.args ?? [])] }),
    variant: threads === 1 ? '1 thread' : `${threads} threads`,
  }));
}

/**
 * Returns the entries of PyTorch. After hundreds of time steps backward, gradients become denormal
 * numbers, which are slow. So PyTorch runs with these flushed to zero, and again with its default.
 *
 * @param defaultRounds how often the default is timed
 */
export function pytorchEntries(program: string, defaultRounds: number): Entry[] {
  return [
    ...threadedEntries('PyTorch', program, { args: ['--flush-denormals'] }),
    ...threadedEntries('PyTorch, default settings', program, { rounds: defaultRounds }),
  ];
}
