/** Prepares a system's examples from a data folder. */
import { hash } from 'node:crypto';
import { type Examples, encode, joinExamples } from '../../lib/batches/examples';
import { hasKnownWord } from '../../lib/batches/known-words';
import { randomFrom, shuffled } from '../../lib/batches/random';
import {
  examplesFrom,
  type TokenizedReviews,
  tokenizeReviews,
  tokensOf,
} from '../../lib/batches/tokenized-reviews';
import type { RunRecord } from '../../lib/checkpoints/record';
import { fileAt } from '../../lib/corpus/data-files';
import { type Data, openData } from '../../lib/corpus/open-data';
import { readSourceList } from '../../lib/corpus/source-list';
import { derivedSeed } from '../../lib/layers/seeds';
import type { Watch } from '../../lib/progress';
import type { PartName } from '../../lib/reading';
import { countingLosses } from '../../lib/text/cleaning-losses';
import { type Tokenizer, tokenizer } from '../../lib/text/tokenizer';
import { vectorsForTokens } from '../../lib/vectors/token-lookup';
import { dataOptions } from './data-flags';
import { FlagError, type FlagValues } from './flags';
import { givenSets, withoutGivenSets } from './given-sets';
import { outlierLength } from './outlier-length';
import {
  digestOfExamples,
  loadPrepared,
  type Prepared,
  type PreparedData,
  storePrepared,
} from './prepared-files';
import type { RunEvents } from './run-events';
import { countShared, withoutThoseIn } from './shared-texts';
import { softlyLabeled } from './soft-labels';
import type { RunValues, SplitPositions, System } from './system';
import { lossesLine, unreadable } from './text-report';
import { type TokenSource, vocabularySource } from './token-source';
import { tokenizerOf } from './tokenizer-choice';

/**
 * The version of the intermediate files. Raise it if the same data and flags give other examples.
 */
const VERSION = 6;

/**
 * Returns a system's examples. They come from the intermediate files of an earlier call, if
 * reviews, stop words and `forData` flags are still the same. Otherwise they are prepared from the
 * reviews, which are read once, one after another. Only their token ids are kept in memory.
 *
 * @throws if there are no reviews, or too few, or most of them have no known word; FlagError if
 *   flags do not fit the data
 */
export async function prepare(
  system: System,
  values: RunValues & FlagValues,
  events: Pick<RunEvents, 'onRead' | 'progress' | 'signal' | 'warn'> = {},
): Promise<PreparedData> {
  if ('data_dir' in values) throw new FlagError('data_dir is called data today: rename it');
  const data = await openData(values.data, dataOptions(values), {
    signal: events.signal,
    progress: events.progress?.('Looking through the rows', 'bytes'),
  });
  const name = tokenizerOf(system, values);
  const stopWords = system.stopWords?.(values, tokenizer(name).tokenize) ?? [];
  const leftOut = values.leave_out ? readSourceList(values.leave_out) : [];
  const related = Object.entries(values).filter(([flag]) => system.flags[flag]?.forData);
  const from = [
    VERSION,
    system.name,
    data.stamp(),
    related,
    name,
    stopWords,
    leftOut,
    system.tokenSourceStamp?.(values),
    values.soft_labels && fileAt(values.soft_labels as string).stamp(),
  ];
  const key = hash('sha256', JSON.stringify(from));
  const about = { data, tokenizer: name, stopWords };
  const kept = await loadPrepared(data.dir, system.name, key);
  if (kept) {
    events.onRead?.(data.notes());
    const own = kept.vocabulary && !system.tokenSourceStamp;
    const tokenSource = own
      ? vocabularySource(kept.vocabulary!)
      : await system.tokenSource([], values, watchVectors(events));
    const prepared = { ...kept, tokenSource, ...about };
    checkTexts(prepared, events);
    return prepared;
  }
  const textTokenizer = tokenizer(name, new Set(stopWords));
  const { tokenSource, ...built } = await build(system, values, data, textTokenizer, leftOut, events);
  const prepared = { ...built, tokenSource, ...about };
  checkTexts(prepared, events);
  await storePrepared(data.dir, system.name, key, built).catch((error: Error) =>
    events.warn?.(`Intermediate files cannot be saved in ${data.dir}: ${error.message}`),
  );
  return prepared;
}

/**
 * Checks that a checkpoint was trained and validated on these examples.
 *
 * @throws if their digest differs from the recorded one
 */
export function requireSameData(
  checkpoint: string,
  { data: { digest } }: Pick<RunRecord, 'data'>,
  { train, validation, data }: PreparedData,
): void {
  const found = digestOfExamples([train, validation]);
  if (found !== digest)
    throw new Error(
      `the reviews in ${data.what} are not those that ${checkpoint} was trained on (SHA-256 of their ` +
        `token ids ${found.slice(0, 12)}..., not ${digest.slice(0, 12)}...): restore them, or train again`,
    );
}

async function build(
  system: System,
  values: RunValues & FlagValues,
  data: Data,
  textTokenizer: Tokenizer,
  leftOut: readonly string[],
  { onRead, progress, signal, warn }: RunEvents,
): Promise<Prepared & { tokenSource: TokenSource }> {
  const reviewsOf = (part: PartName) =>
    data.reviews(part, { signal, progress: progress?.('Reading reviews', 'bytes') });
  const { tokenizer, losses } = countingLosses(textTokenizer);
  const left = new Set(leftOut);
  const leftAt = new Map<string, number[]>();
  const tokenized = await tokenizeReviews(reviewsOf('train'), {
    tokenizer,
    signal,
    onReview({ source }, at) {
      if (left.has(source)) leftAt.set(source, [...(leftAt.get(source) ?? []), at]);
    },
  });
  onRead?.(data.notes());
  const unknown = leftOut.find((source) => !leftAt.has(source));
  if (unknown !== undefined)
    throw new Error(
      `--leave_out ${values.leave_out} names ${unknown}, which is not among the ${tokenized.length} reviews: make the list again`,
    );
  const chosen = sample(tokenized.length, values, data);
  const validatesOnTestSet = data.test !== undefined && system.validatesOnTestSet?.(values) === true;
  const own = validatesOnTestSet
    ? { train: [...chosen], validation: [], test: [] }
    : await splitOf(system, tokenized, chosen, values);
  const sets = givenSets(data, values, own, validatesOnTestSet);
  const split = withoutGivenSets(own, sets);
  // Reviews are left out after the split, so that the split of the others stays the same.
  const leave = new Set([...leftAt.values()].flat());
  const without = (part: readonly number[]) => part.filter((at) => !leave.has(at));
  const parts = {
    train: without(split.train),
    validation: without(split.validation),
    test: without(split.test),
  };
  if (parts.train.length === 0)
    throw new FlagError(`--leave_out ${values.leave_out}: no review is left in the training set`);
  const classes = system.classes(labelsAt(tokenized, chosen), values);
  if (classes.length < 2)
    throw new FlagError(
      `${data.what}: all ${chosen.length} texts have the label ${classes[0]}: training needs texts of two classes`,
    );
  const tokenSource = await system.tokenSource(
    tokensOf(tokenized, parts.train),
    values,
    watchVectors({ progress, signal }),
  );
  const { vocabulary, vectors } = tokenSource;
  const lookup = vectors ? vectorsForTokens(vectors, tokenizer.name) : tokenSource.lookup;
  const lengthAt = (at: number) =>
    tokenized.starts[at + 1]! - tokenized.starts[at]! - tokenizer.specialTokens;
  const asked = system.maxLength?.(values);
  const maxLength = asked === 'auto' ? outlierLength(chosen.map(lengthAt)) : asked;
  const examplesAt = examplesFrom(tokenized, lookup, classes, maxLength);
  const examplesOf = (part: PartName) =>
    encode(reviewsOf(part), lookup, { classes, maxLength, tokenizer, signal });
  const train = examplesAt(parts.train);
  const validation = sets.validation ? await examplesOf(sets.validation) : examplesAt(parts.validation);
  const test = sets.test ? await examplesOf(sets.test) : examplesAt(parts.test);
  const isRead = hasKnownWord(lookup, tokenizer.specialTokens);
  const taken = (part: Examples) =>
    system.select && part.ids.length > 0 ? system.select(part, values) : part;
  const allSoft = values.soft_labels
    ? await softlyLabeled(values.soft_labels as string, {
        ...{ classes, lookup, tokenizer, maxLength, signal },
        progress: progress?.('Reading soft labels', 'bytes'),
      })
    : undefined;
  const soft = allSoft && withoutThoseIn(allSoft, [validation, test]);
  const leaked = soft ? allSoft.ids.length - soft.ids.length : 0;
  if (leaked > 0)
    warn?.(
      `${leaked.toLocaleString('en-US')} softly labeled texts are left out: they are in the validation or test set`,
    );
  return {
    train: soft ? joinExamples(taken(train), taken(soft)) : taken(train),
    validation: validatesOnTestSet ? validation : taken(validation),
    test,
    longest: [train, soft ?? [], validation, test]
      .flat()
      .reduce((most, { ids }) => Math.max(most, longestOf(ids)), 0),
    maxLength,
    truncated: maxLength === undefined ? 0 : chosen.filter((at) => lengthAt(at) > maxLength).length,
    report: {
      ...losses,
      texts: train.ids.length,
      unread: train.ids.filter((ids) => !isRead(ids)).length,
      tokenizer: tokenizer.name,
    },
    ...(vocabulary && { vocabulary }),
    tokenSource,
  };
}

function watchVectors({ progress, signal }: Pick<RunEvents, 'progress' | 'signal'>): Watch {
  return { signal, progress: progress?.('Reading word vectors', 'bytes') };
}

/** Returns the labels that the reviews at these positions have. */
function labelsAt({ labels, labelNames }: TokenizedReviews, positions: readonly number[]): Set<string> {
  return new Set(positions.map((at) => labelNames[labels[at]!]!));
}

function longestOf(ids: readonly Int32Array[]): number {
  return ids.reduce((most, { length }) => Math.max(most, length), 0);
}

/** Says what the tokenizer lost, and which texts leak. @throws if most texts have no known word */
function checkTexts(
  { report, train, validation, test, data, tokenSource }: PreparedData,
  { warn }: Pick<RunEvents, 'warn'>,
): void {
  const useless = unreadable(
    report,
    tokenSource.vocabulary
      ? 'check that this is the column of the texts'
      : 'the word vectors are of another language; use a system with a vocabulary of its own, --model simple',
  );
  if (useless) throw new FlagError(`${data.what}: ${useless}`);
  const losses = lossesLine(report);
  if (losses) warn?.(losses);
  for (const [name, set] of Object.entries({ validation, test })) {
    const shared = countShared(train, set);
    if (shared > 0)
      warn?.(
        `${shared.toLocaleString('en-US')} of ${set.ids.length.toLocaleString('en-US')} ${name} texts are in the training set, too, ` +
          `so the ${name} accuracy is too high: --leave_out takes a list of those to leave out`,
      );
  }
  const [first] = train.labels;
  if (train.labels.every((label) => label === first))
    warn?.(
      `All ${train.labels.length} training texts are ${train.classes[first!]}: the model can only learn to say so.`,
    );
}

/** Returns the positions of `n_samples` reviews, drawn at random, in ascending order. */
function sample(count: number, { n_samples: n, random_state: seed }: RunValues, { what }: Data): number[] {
  const all = Array.from({ length: count }, (_, at) => at);
  if (n === null) return all;
  if (n > count) throw new FlagError(`--n_samples ${n}: ${what} has ${count} training reviews`);
  const order = shuffled(all, randomFrom(derivedSeed(seed, 'samples')));
  return order.slice(0, n).sort((a, b) => a - b);
}

/** Returns the split of the chosen reviews. */
async function splitOf(
  system: System,
  { labels }: TokenizedReviews,
  chosen: readonly number[],
  values: RunValues & FlagValues,
): Promise<SplitPositions> {
  if (!system.splitsBeforeSampling) {
    const { train, validation, test } = await system.split(
      chosen.map((at) => labels[at]),
      values,
    );
    const positions = (part: readonly number[]) => part.map((n) => chosen[n]!);
    return { train: positions(train), validation: positions(validation), test: positions(test) };
  }
  const { train, validation, test } = await system.split(labels, values);
  const isChosen = new Set(chosen);
  const kept = (part: readonly number[]) => part.filter((at) => isChosen.has(at));
  return { train: kept(train), validation: kept(validation), test: kept(test) };
}
