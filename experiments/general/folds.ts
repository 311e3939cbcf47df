import { groupedSplits } from '../../lib/batches/grouped-split';
import { stratifiedFolds } from '../../lib/batches/split';
import { nearDuplicates } from '../../lib/corpus/near-duplicates';
import type { Review } from '../../lib/corpus/review';

/** The number of folds, and the seed of the split. */
export const FOLDS = 5;
const SEED = 0;

/**
 * Returns the fold of each text, 0 to `FOLDS` - 1. Duplicates and near-duplicates are in the same
 * fold, so that no text is tested by a model that was trained on nearly the same one.
 *
 * @throws like `nearDuplicates`
 */
export async function foldsOf(texts: readonly Review[]): Promise<Int32Array> {
  const { firstLike, near } = await nearDuplicates(texts.map(({ text }) => text));
  const group = Int32Array.from(firstLike);
  for (const { a, b } of near) {
    const [from, to] = [group[b]!, group[a]!];
    for (let at = 0; at < group.length; at++) if (group[at] === from) group[at] = to;
  }
  const splits = groupedSplits(group, (heads) =>
    stratifiedFolds(
      heads.map((at) => texts[at]!.label),
      FOLDS,
      SEED,
    ),
  );
  const foldOf = new Int32Array(texts.length);
  for (const [fold, { validation }] of splits.entries()) for (const at of validation) foldOf[at] = fold;
  return foldOf;
}
