/** The predictions of the systems that fine-tuning compares. */
import { BASELINES, type BaselineName } from '../baselines/baselines';
import { fitNGramModel } from '../baselines/fit-n-gram-model';
import type { Split } from '../batches/split';
import { predictLogits } from '../evaluation/predict-logits';
import type { Watch } from '../progress';
import { buildVocabulary } from '../text/vocabulary';
import { type Predictions, predictedClasses } from './comparison';
import { type Corpus, examplesAt } from './finetune-corpus';
import type { ClassifierParts } from './parts';

/** The baselines that fine-tuning compares. */
export const BASELINE_NAMES = ['tf-idf', 'nb'] as const satisfies readonly BaselineName[];

/** Returns the predicted classes of the validation set by a baseline fitted to the training set. */
export async function predictedByBaseline(
  name: BaselineName,
  corpus: Corpus,
  { train, validation }: Split,
  { signal }: Watch,
): Promise<Int32Array> {
  const { weighting, ...baseline } = BASELINES[name];
  const tokens = train.map((at) => corpus.tokens[at]!);
  const lookup = buildVocabulary(tokens, { minCount: baseline.minDocumentFrequency });
  const examples = examplesAt(corpus, train, lookup);
  const { model } = await fitNGramModel(examples, weighting, { ...baseline, signal });
  try {
    const { logits, classes } = await predictLogits(model, examplesAt(corpus, validation, lookup).ids, {
      signal,
    });
    return predictedClasses(logits, classes);
  } finally {
    model.dispose();
  }
}

/**
 * Returns the predictions of the classifier before fine-tuning. None if it lacks a class of the
 * texts.
 */
export async function predictedUnchanged(
  from: ClassifierParts,
  corpus: Corpus,
  positions: readonly number[],
  { signal }: Watch,
): Promise<Predictions[]> {
  const columns = corpus.classes.map((label) => from.classes.indexOf(label));
  if (columns.includes(-1)) return [];
  const logits = await logitsOf(from, corpus, positions, { signal });
  const count = from.classes.length;
  const chosen = Float32Array.from(
    { length: positions.length * columns.length },
    (_, at) => logits[Math.floor(at / columns.length) * count + columns[at % columns.length]!]!,
  );
  return [{ name: 'as it was', classes: predictedClasses(chosen, columns.length) }];
}

/** Returns the logits `[positions, classes]` of a classifier. */
export async function logitsOf(
  { model, lookup, paddedLength }: ClassifierParts,
  corpus: Corpus,
  positions: readonly number[],
  { signal }: Watch,
): Promise<Float32Array> {
  const { ids } = examplesAt(corpus, positions, lookup);
  return (await predictLogits(model, ids, { paddedLength, signal })).logits;
}
