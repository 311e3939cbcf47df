/** The systems that fine-tuning compares, on a test set. */
import { requireReviews } from '../corpus/require-reviews';
import type { Review } from '../corpus/review';
import { joinedArrays } from '../joined-arrays';
import type { Watch } from '../progress';
import { compareSystems, type Predictions, predictedClasses, type SystemResult } from './comparison';
import { type Corpus, readCorpus } from './finetune-corpus';
import { FINETUNING } from './finetune-settings';
import { BASELINE_NAMES, logitsOf, predictedByBaseline, predictedUnchanged } from './finetune-systems';
import type { ClassifierParts } from './parts';

/**
 * Returns a corpus with the test texts behind its own.
 *
 * @throws if a test text has no label, or one that the corpus does not have
 */
export async function withTest(
  corpus: Corpus,
  from: ClassifierParts,
  test: readonly Review[],
  { signal }: Watch,
): Promise<Corpus> {
  requireReviews('finetune', test, { asArray: true });
  if (test.length === 0) throw new Error('the test set has no texts');
  const { classes, maxLength } = corpus;
  const { percentile } = FINETUNING;
  const read = await readCorpus(from, test, { classes, maxLength, percentile, signal }).catch((error) => {
    signal?.throwIfAborted();
    throw new Error(`the test set: ${(error as Error).message}`, { cause: error });
  });
  return {
    ...corpus,
    tokens: [...corpus.tokens, ...read.tokens],
    labels: joinedArrays(Int32Array, [corpus.labels, read.labels]),
  };
}

/**
 * Returns the systems on the test texts.
 *
 * @param corpus what `withTest` returned
 * @param systems the classifier before and after fine-tuning, the texts that it was trained on, and
 *   their most frequent class
 */
export async function testResults(
  corpus: Corpus,
  {
    from,
    tuned,
    train,
    majority,
    tests,
  }: {
    from: ClassifierParts;
    tuned: ClassifierParts;
    train: number[];
    majority: number;
    tests: number;
  },
  watch: Watch,
): Promise<{ texts: number; results: SystemResult[] }> {
  const { classes, labels } = corpus;
  const positions = [...labels.keys()].slice(-tests);
  const systems: Predictions[] = [
    {
      name: 'fine-tuned',
      classes: predictedClasses(await logitsOf(tuned, corpus, positions, watch), classes.length),
    },
  ];
  for (const name of BASELINE_NAMES) {
    const split = { train, validation: positions };
    systems.push({ name, classes: await predictedByBaseline(name, corpus, split, watch) });
  }
  systems.push(...(await predictedUnchanged(from, corpus, positions, watch)), {
    name: 'majority class',
    classes: new Int32Array(tests).fill(majority),
  });
  return { texts: tests, results: compareSystems(labels.slice(-tests), classes.length, systems) };
}
