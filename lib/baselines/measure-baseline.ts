import { ready } from '../backend';
import type { Examples } from '../batches';
import type { Label, Review } from '../corpus';
import { type Evaluation, evaluate } from '../scoring';
import { buildVocabulary, type Vocabulary, wordTokens } from '../text';
import { type LogisticRegression, logisticRegression } from './logistic-regression';
import { type NGramFeatures, nGramFeatures, vectorsOf, type Weighting } from './n-gram-features';
import { nGramModel } from './n-gram-model';

export interface MeasureBaselineOptions {
  weighting: Weighting;
  /** To fit to. */
  train: readonly Review[];
  /** To choose by: a part of the training reviews that is not fitted to. */
  held: readonly Review[];
  /** Looked at once, with what was chosen. */
  test: readonly Review[];
  /** What is tried: how many words the longest n-grams have, in how many texts an n-gram has to be, and C. */
  longest: readonly number[];
  minTexts: readonly number[];
  c: readonly number[];
  /** Splits a text into words. Default: `wordTokens`. */
  tokens?: (text: string) => string[];
  /** Whether what was chosen is fitted to `held`, too, before the test. Default false. */
  refit?: boolean;
  /** What the split of `train` and `held` was drawn with; nothing else is drawn. */
  seed: number;
  /** Told of each try. */
  onTried?: (tried: Tried) => void;
  signal?: AbortSignal;
}

/** What was tried, and how it did on the held-out texts. */
export interface Tried {
  longest: number;
  minTexts: number;
  c: number;
  /** How many n-grams have a weight. */
  ngrams: number;
  accuracy: number;
  loss: number;
}

/** A measured baseline, as JSON can hold it. */
export interface BaselineRecord {
  name: Weighting;
  parameters: { longest: number; minTexts: number; c: number; refit: boolean };
  seed: number;
  counts: { train: number; held: number; test: number; ngrams: number };
  tried: Tried[];
  /** Of what was fitted to `train` alone. */
  validation: Evaluation;
  /** Of what was fitted to `held`, too, where that was asked for. */
  test: Evaluation;
  /** Splitting texts into words and looking these up; all tries together; the last fit; answering for the test texts. */
  seconds: { reading: number; choosing: number; fitting: number; testing: number };
  iterations: number;
  /** Whether the gradient got as small as was asked for. */
  converged: boolean;
}

const CLASSES: readonly Label[] = ['negative', 'positive'];

/**
 * Chooses a baseline's parameters by held-out reviews, fits it, tests it once, and returns all that a record needs. Of equally
 * accurate ones the first that was tried is chosen. The same reviews give the same numbers.
 *
 * @throws for reviews that are neither positive nor negative; when it is stopped
 */
export async function measureBaseline(options: MeasureBaselineOptions): Promise<BaselineRecord> {
  const { weighting, seed, refit = false, tokens = wordTokens, onTried, signal } = options;
  await ready();
  const seconds = stopwatch();
  const reviews = [...options.train, ...options.held];
  const vocabulary = buildVocabulary(reviews.map(({ text }) => tokens(text)));
  const [train, held, test] = [options.train, options.held, options.test].map((part) =>
    examplesOf(part, vocabulary, tokens),
  ) as [Examples, Examples, Examples];
  const reading = seconds();

  const tried: Tried[] = [];
  for (const longest of options.longest)
    for (const minTexts of options.minTexts) {
      const features = await nGramFeatures(train, weighting, { longest, minTexts, signal });
      const vectors = vectorsOf(train.ids, features);
      let linear: LogisticRegression | undefined;
      for (const c of options.c) {
        linear = await logisticRegression(vectors, train.labels, { c, start: linear, signal });
        const { accuracy, loss } = await evaluationOf({ features, linear }, held, signal);
        tried.push({ longest, minTexts, c, ngrams: features.scale.length, accuracy, loss });
        onTried?.(tried.at(-1)!);
      }
    }
  if (tried.length === 0)
    throw new Error('nothing to try: give longest, minTexts and c a value each at least');
  const { longest, minTexts, c } = tried.reduce((best, one) => (one.accuracy > best.accuracy ? one : best));
  const fit = async (examples: Examples): Promise<Fitted> => {
    const features = await nGramFeatures(examples, weighting, { longest, minTexts, signal });
    const vectors = vectorsOf(examples.ids, features);
    return { features, linear: await logisticRegression(vectors, examples.labels, { c, signal }) };
  };
  const choosing = seconds();

  let fitted = await fit(train);
  let fitting = seconds();
  const validation = await evaluationOf(fitted, held, signal);
  if (refit) {
    seconds();
    fitted = await fit(joined(train, held));
    fitting = seconds();
  }
  seconds();
  const tested = await evaluationOf(fitted, test, signal);
  const { iterations, converged } = fitted.linear;
  return {
    name: weighting,
    parameters: { longest, minTexts, c, refit },
    seed,
    counts: {
      train: train.ids.length + (refit ? held.ids.length : 0),
      held: held.ids.length,
      test: test.ids.length,
      ngrams: fitted.features.scale.length,
    },
    tried,
    validation,
    test: tested,
    seconds: { reading, choosing, fitting, testing: seconds() },
    iterations,
    converged,
  };
}

interface Fitted {
  features: NGramFeatures;
  linear: LogisticRegression;
}

async function evaluationOf({ features, linear }: Fitted, examples: Examples, signal?: AbortSignal) {
  const model = nGramModel(features, linear);
  try {
    return await evaluate(model, examples, { signal });
  } finally {
    model.dispose();
  }
}

function examplesOf(
  reviews: readonly Review[],
  { idOf }: Vocabulary,
  tokens: (text: string) => string[],
): Examples {
  const labels = reviews.map(({ label, source }) => {
    const index = label ? CLASSES.indexOf(label) : -1;
    if (index < 0)
      throw new Error(`${source}: label ${label ?? 'missing'}, expected ${CLASSES.join(' or ')}`);
    return index;
  });
  const ids = reviews.map(({ text }) => Int32Array.from(tokens(text), idOf));
  return { ids, labels: Int32Array.from(labels), classes: CLASSES };
}

function joined(a: Examples, b: Examples): Examples {
  return { ...a, ids: [...a.ids, ...b.ids], labels: Int32Array.of(...a.labels, ...b.labels) };
}

/** Returns a function that returns the seconds since it was called last. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    return seconds;
  };
}
