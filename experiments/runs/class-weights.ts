import type { Examples } from '../../lib/batches/examples';
import { balancedWeights, MOST_CLASS_WEIGHT } from '../../lib/training/class-weights';
import { type Flag, FlagError, orNone, text } from './flags';

/** The flag for the weights of classes in the loss. */
export const classWeightsFlag: Flag<string | null> = orNone(
  withFormat(
    text({
      default: '',
      placeholder: '<list>',
      help: 'weights of the classes in the loss: balanced, for n / (k n_c) with n texts, k classes and n_c texts of class c; or a number for each, negative=1,positive=2; None: 1',
    }),
  ),
);

/** Refuses a value that is neither `balanced` nor a list of names and numbers. */
function withFormat(flag: Flag<string>): Flag<string> {
  return {
    ...flag,
    parse(value) {
      const weights = flag.parse(value).trim();
      if (weights !== 'balanced') namedWeights(weights);
      return weights;
    },
  };
}

function namedWeights(value: string): [label: string, weight: number][] {
  return value.split(',').map((pair) => {
    const [, label, weight] = /^(.+)=([^=]+)$/.exec(pair.trim()) ?? [];
    if (!label || !(Number(weight) > 0 && Number(weight) <= MOST_CLASS_WEIGHT))
      throw new FlagError(
        `it takes balanced, or a number above 0 and at most ${MOST_CLASS_WEIGHT} for each class: negative=1,positive=2`,
      );
    return [label.trim(), Number(weight)];
  });
}

/** Returns the flag's value as the library takes it: `balanced`, or the weights by class. */
export function classWeightsIn(value: string): 'balanced' | Record<string, number> {
  return value === 'balanced' ? value : Object.fromEntries(namedWeights(value));
}

/**
 * Returns the weights of the classes, `[classes]`; undefined without the flag.
 *
 * @throws FlagError if it names a class that the training set does not have
 */
export function classWeightsOf(
  value: string | null,
  { labels, classes }: Pick<Examples, 'labels' | 'classes'>,
): number[] | undefined {
  if (value === null) return undefined;
  if (value === 'balanced') return balancedWeights(labels, classes.length);
  const named = new Map(namedWeights(value));
  const unknown = [...named.keys()].find((label) => !classes.includes(label));
  if (unknown !== undefined)
    throw new FlagError(
      `--class_weights ${value}: there is no class ${unknown}; the classes are ${classes.join(', ')}`,
    );
  return classes.map((label) => named.get(label) ?? 1);
}
