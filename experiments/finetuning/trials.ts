/**
 * Trials of fine-tuning: own data of several sizes, with the n-gram baselines on the same texts.
 * The test texts are the same in all trials of a data set, and no choice was based on them.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { tf } from '../../lib/backend';
import { BASELINES, type BaselineName } from '../../lib/baselines/baselines';
import { fitNGramModel } from '../../lib/baselines/fit-n-gram-model';
import { encode } from '../../lib/batches/examples';
import { randomFrom, shuffled } from '../../lib/batches/random';
import { stratifiedSplit } from '../../lib/batches/split';
import { predictedClasses } from '../../lib/classifier/comparison';
import { finetune } from '../../lib/classifier/finetune';
import type { ClassifierParts } from '../../lib/classifier/parts';
import type { Review } from '../../lib/corpus/review';
import { readSnippets } from '../../lib/corpus/snippets';
import { datasetPath } from '../../lib/datasets/catalog';
import { pairedDifference } from '../../lib/evaluation/compare';
import { standardError } from '../../lib/evaluation/metrics';
import { predictLogits } from '../../lib/evaluation/predict-logits';
import { derivedSeed } from '../../lib/layers/seeds';
import { processor } from '../../lib/machine';
import type { Watch } from '../../lib/progress';
import { tokenize } from '../../lib/text/clean';
import { buildVocabulary } from '../../lib/text/vocabulary';
import type { Trial, TrialRecord, TrialSystem } from './record';

/** The numbers of texts. Null: all. */
export const SIZES: readonly Trial['size'][] = [200, 500, 1000, 2000, null];

/** All trials: two data sets, five sizes, three seeds. */
export const trials: readonly Trial[] = [0, 1, 2].flatMap((seed) =>
  (['tweets', 'snippets'] as const).flatMap((data) => SIZES.map((size): Trial => ({ data, size, seed }))),
);

const TEST_SHARE = 0.2;
const TEST_SEED = 0;

const FILES: Record<Trial['data'], string> = {
  tweets: 'tweets_GroundTruth.txt',
  snippets: 'movieReviewSnippets_GroundTruth.txt',
};

/**
 * Returns the texts of a trial: those to fine-tune on, a random sample, and the test texts. No text
 * of the sample has the words of a test text.
 */
export async function textsOf({ data, size, seed }: Trial): Promise<{ own: Review[]; test: Review[] }> {
  const reviews = await readSnippets(join(datasetPath(data), FILES[data]));
  const labels = reviews.map(({ label }) => label);
  const { train, validation } = stratifiedSplit(labels, TEST_SHARE, TEST_SEED);
  const test = validation.map((at) => reviews[at]!);
  const words = ({ text }: Review) => tokenize(text).join(' ');
  const tested = new Set(test.map(words));
  const pool = train.map((at) => reviews[at]!).filter((review) => !tested.has(words(review)));
  const own = shuffled(pool, randomFrom(derivedSeed(seed, 'sample'))).slice(0, size ?? pool.length);
  return { own, test };
}

/** Runs a trial and returns its record. @param from the classifier to start from, named `name` */
export async function runTrial(
  trial: Trial,
  from: ClassifierParts,
  name: string,
  watch: Watch = {},
): Promise<TrialRecord> {
  const { own, test } = await textsOf(trial);
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const tuned = await finetune(from, own, { seed: trial.seed, ...watch });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const { parts } = tuned;
  const truth = Int32Array.from(test, ({ label }) => parts.classes.indexOf(label!));
  const correct = new Map<TrialSystem['name'], boolean[]>();
  const add = (name: TrialSystem['name'], predicted: Int32Array) =>
    correct.set(
      name,
      Array.from(truth, (label, at) => predicted[at] === label),
    );
  add('fine-tuned', await predictedBy(parts, test, watch));
  parts.model.dispose();
  for (const baseline of ['tf-idf', 'nb'] as const)
    add(baseline, await predictedByBaseline(baseline, from, own, test, parts.classes));
  add('as it was', await predictedBy({ ...from, classes: parts.classes }, test, watch));
  const { folds, epochs, newWords, maxLength, advice } = tuned;
  return {
    format: 1,
    trial,
    from: { name, weights: digestOf(from.model) },
    texts: own.length,
    test: test.length,
    systems: [...correct].map(([name, right]) => {
      const accuracy = right.filter(Boolean).length / right.length;
      return {
        name,
        accuracy,
        standardError: standardError(accuracy, right.length),
        advantage: pairedDifference(correct.get('fine-tuned')!, right),
      };
    }),
    finetuning: { folds, epochs, newWords, maxLength, advised: advice.take },
    seconds,
    cpuSeconds: (user + system) / 1e6,
    machine: {
      ...processor(),
      backend: tf.getBackend(),
      node: process.versions.node,
    },
    date: new Date().toISOString(),
  };
}

async function predictedBy(
  { model, tokenizer, lookup, classes, maxLength }: ClassifierParts,
  texts: readonly Review[],
  { signal }: Watch,
): Promise<Int32Array> {
  const { ids } = await encode(texts, lookup, { classes, maxLength, tokenizer, signal });
  return predictedClasses((await predictLogits(model, ids, { signal })).logits, classes.length);
}

/**
 * Returns the predictions of a baseline that is fitted to all texts, which needs no validation set.
 */
async function predictedByBaseline(
  name: BaselineName,
  { tokenizer }: ClassifierParts,
  own: readonly Review[],
  test: readonly Review[],
  classes: readonly string[],
): Promise<Int32Array> {
  const { weighting, ...limits } = BASELINES[name];
  const lookup = buildVocabulary(
    own.map(({ text }) => tokenizer.tokenize(text)),
    { minCount: limits.minDocumentFrequency },
  );
  const examples = await encode(own, lookup, { classes, tokenizer });
  const { model } = await fitNGramModel(examples, weighting, limits);
  try {
    const { ids } = await encode(test, lookup, { classes, tokenizer });
    return predictedClasses((await predictLogits(model, ids)).logits, classes.length);
  } finally {
    model.dispose();
  }
}

/** Returns the SHA-256 of a model's weights. */
function digestOf(model: tf.LayersModel): string {
  const hash = createHash('sha256');
  for (const weight of model.getWeights()) hash.update(weight.dataSync<'float32'>());
  return hash.digest('hex');
}
