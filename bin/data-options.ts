import type { Command } from 'commander';
import { dataAliases } from '../experiments/runs/aliases';
import { type DataValues, dataFlags, dataOptions } from '../experiments/runs/data-flags';
import { defaultsOf, FlagError } from '../experiments/runs/flags';
import type { DataOptions } from '../lib/corpus/open-data';
import { addFlags, givenFlags } from './options';

const flags = dataFlags('');

/**
 * Adds the flags of the data to a program that has no default data.
 *
 * @param without the flags that it does not take
 */
export function addDataFlags(program: Command, without: readonly (keyof DataValues)[] = []): Command {
  const taken = Object.entries(flags).filter(([name]) => !without.includes(name as keyof DataValues));
  return addFlags(program, Object.fromEntries(taken), dataAliases);
}

/** The flags of the data that say how to read a table of texts without labels. */
const READING = ['text_column', 'delimiter', 'encoding', 'quoting', 'header'] as const;

/** Adds the flags that say how to read texts without labels. */
export function addReadingFlags(program: Command): Command {
  return addFlags(program, Object.fromEntries(READING.map((name) => [name, flags[name]])));
}

/** Returns how to read the texts, as the flags say. */
export function givenReading(program: Command): DataOptions {
  return dataOptions({ ...defaultsOf(flags), ...givenFlags(program, flags) });
}

/**
 * Returns the data that the flags name, and how to read them.
 *
 * @param file the data as an argument, instead of `--data`
 * @throws FlagError without both, or with both
 */
export function givenData(program: Command, file?: string): { path: string; reading: DataOptions } {
  const values: DataValues = { ...defaultsOf(flags), ...givenFlags(program, flags, dataAliases) };
  if (file !== undefined && values.data !== '')
    throw new FlagError(`${file} and --data ${values.data} are both given: use one of the two`);
  if (file !== undefined) values.data = file;
  if (values.data === '')
    throw new FlagError('--data is missing: name the labeled texts, --data reviews.csv');
  return { path: values.data, reading: dataOptions(values) };
}
