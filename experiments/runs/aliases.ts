/**
 * Earlier names of flags and experiments. Commands, checkpoints and result records still accept
 * them.
 */

/** The earlier names of flags, by system: the old name, then today's. */
const FLAGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  oreilly: { test_size: 'validation_split' },
  keras: { test_size: 'validation_split' },
  pretrained: { test_size: 'validation_split' },
  theano: { valid_portion: 'validation_split' },
  'tf-idf': { valid_portion: 'validation_split', min_texts: 'min_df' },
  nb: { valid_portion: 'validation_split', min_texts: 'min_df' },
};

/** The earlier names of flags that all systems, and other commands, have. */
export const dataAliases: Readonly<Record<string, string>> = { data_dir: 'data' };

/** Returns today's name of each flag of a system that has an earlier one. */
export function flagAliases(system: string): Readonly<Record<string, string>> {
  return { ...dataAliases, ...FLAGS[system] };
}

/**
 * Values of `--labels` of keras before that flag said what labels mean. The flag is
 * `--label_encoding` today.
 */
export const LABEL_ENCODINGS: readonly unknown[] = ['number', 'one-hot'];

/** Returns flags, or hyperparameters, under today's names. */
export function withTodaysFlags<T>(system: string, values: Readonly<Record<string, T>>): Record<string, T> {
  const isEncoding = LABEL_ENCODINGS.includes(values['labels']);
  return renamed(values, { ...flagAliases(system), ...(isEncoding && { labels: 'label_encoding' }) });
}

/** Returns today's name of an experiment: `keras-as-set` is `keras-original`. */
export function todaysExperiment(name: string): string {
  return name.replace(/-as-set$/, '-original').replace(/-mended$/, '-corrected');
}

/**
 * Returns an object with renamed keys, in the same order. If it has both names of a key, the value
 * under the new name counts.
 */
export function renamed<T>(
  object: Readonly<Record<string, T>>,
  names: Readonly<Record<string, string>>,
): Record<string, T> {
  const nameOf = (key: string) => (Object.hasOwn(names, key) ? names[key]! : key);
  const entries = Object.entries(object).map(([key, value]) => [nameOf(key), value] as const);
  return { ...Object.fromEntries(entries), ...pick(object, Object.values(names)) };
}

function pick<T>(object: Readonly<Record<string, T>>, keys: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));
}
