/** Validation and test sets that the data have, in place of those that a system splits off. */
import type { Data } from '../../lib/corpus/open-data';
import type { PartName } from '../../lib/reading';
import type { DataValues } from './data-flags';
import type { SplitPositions } from './system';

/** The parts of the data that are used as sets. Undefined: the system splits the set off. */
export interface GivenSets {
  validation?: PartName;
  test?: PartName;
}

/**
 * Returns which parts of the data are the validation and the test set. The test set is used if
 * `--test` names it, or if the system would split one off. Otherwise it stays for
 * `npm run evaluate`.
 *
 * @param validatesOnTestSet whether the test set is used as the validation set
 */
export function givenSets(
  data: Pick<Data, 'validation' | 'test'>,
  { test: named }: Pick<DataValues, 'test'>,
  split: SplitPositions,
  validatesOnTestSet: boolean,
): GivenSets {
  if (validatesOnTestSet) return { validation: 'test' };
  const isTestUsed = data.test && (named !== null || split.test.length > 0);
  return { ...(data.validation && { validation: 'validation' }), ...(isTestUsed && { test: 'test' }) };
}

/** Returns a split in which the reviews of sets that are given otherwise are training reviews. */
export function withoutGivenSets(
  { train, validation, test }: SplitPositions,
  given: GivenSets,
): SplitPositions {
  const back = [...(given.validation ? validation : []), ...(given.test ? test : [])];
  return {
    train: back.length === 0 ? train : train.concat(back).sort((a, b) => a - b),
    validation: given.validation ? [] : validation,
    test: given.test ? [] : test,
  };
}
