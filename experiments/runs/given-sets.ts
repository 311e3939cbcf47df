/** Validation and test sets that the data have, in place of those that a system splits off. */
import type { Data } from '../../lib/corpus/open-data';
import type { Review } from '../../lib/corpus/review';
import type { Watch } from '../../lib/progress';
import type { DataValues } from './data-flags';
import type { SplitPositions } from './system';

/** The sets that the data have. Undefined: the system splits them off. */
export interface GivenSets {
  validation?: readonly Review[];
  test?: readonly Review[];
}

/**
 * Reads the validation set of the data, if there is one. Reads the test set if `--test` names it,
 * or if the system would split one off. Otherwise it stays for `npm run evaluate`.
 *
 * @param validatesOnTestSet whether the test set is used as the validation set
 */
export async function givenSets(
  data: Data,
  { test: named }: Pick<DataValues, 'test'>,
  split: SplitPositions,
  validatesOnTestSet: boolean,
  show: (title: string) => Watch,
): Promise<GivenSets> {
  const validation = validatesOnTestSet ? data.test : data.validation;
  const test = !validatesOnTestSet && (named !== null || split.test.length > 0) ? data.test : undefined;
  return {
    ...(validation && { validation: await validation(show('Reading the validation set')) }),
    ...(test && { test: await test(show('Reading the test set')) }),
  };
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
