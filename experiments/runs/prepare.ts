/** Prepares a system's examples from a data folder. */
import { hash } from 'node:crypto';
import { type Examples, encode, select } from '../../lib/batches/examples';
import { randomFrom, shuffled } from '../../lib/batches/random';
import type { RunRecord } from '../../lib/checkpoints/record';
import { type Data, openData } from '../../lib/corpus/open-data';
import type { Review } from '../../lib/corpus/review';
import { readSourceList, requireSources } from '../../lib/corpus/source-list';
import { derivedSeed } from '../../lib/layers/seeds';
import { tokenizer } from '../../lib/text/tokenizer';
import { dataOptions } from './data-flags';
import { FlagError, type FlagValues } from './flags';
import { givenSets, withoutGivenSets } from './given-sets';
import {
  digestOfExamples,
  loadPrepared,
  type Prepared,
  type PreparedData,
  storePrepared,
} from './prepared-files';
import type { RunEvents } from './run-events';
import type { RunValues, SplitPositions, System } from './system';
import { type TokenSource, vocabularySource } from './token-source';

/**
 * The version of the intermediate files. Raise it if the same data and flags give other examples.
 */
const VERSION = 3;

/**
 * Returns a system's examples. They come from the intermediate files of an earlier call, if
 * reviews, stop words and `forData` flags are still the same. Otherwise they are prepared from the
 * reviews.
 *
 * @throws if there are no reviews, or too few; FlagError if flags do not fit the data
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
  const stopWords = system.stopWords?.(values) ?? [];
  const leftOut = values.leave_out ? readSourceList(values.leave_out) : [];
  const related = Object.entries(values).filter(([name]) => system.flags[name]?.forData);
  const from = [
    VERSION,
    system.name,
    data.stamp(),
    related,
    stopWords,
    leftOut,
    system.tokenSourceStamp?.(values),
  ];
  const key = hash('sha256', JSON.stringify(from));
  const kept = await loadPrepared(data.dir, system.name, key);
  if (kept) {
    events.onRead?.(data.notes());
    const own = kept.vocabulary && !system.tokenSourceStamp;
    const tokenSource = own ? vocabularySource(kept.vocabulary!) : await system.tokenSource([], values);
    return { ...kept, tokenSource, data, stopWords };
  }
  const { tokenSource, ...prepared } = await build(system, values, data, new Set(stopWords), leftOut, events);
  await storePrepared(data.dir, system.name, key, prepared).catch((error: Error) =>
    events.warn?.(`Intermediate files cannot be saved in ${data.dir}: ${error.message}`),
  );
  return { ...prepared, tokenSource, data, stopWords };
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
  stopWords: ReadonlySet<string>,
  leftOut: readonly string[],
  { onRead, progress, signal }: RunEvents,
): Promise<Prepared & { tokenSource: TokenSource }> {
  const show = (title: string) => ({ signal, progress: progress?.(title, 'reviews') });
  const showReading = (title: string) => ({ signal, progress: progress?.(title, 'bytes') });
  const labeled = await data.train(showReading('Reading reviews'));
  onRead?.(data.notes());
  requireSources(labeled, leftOut, `--leave_out ${values.leave_out}`);
  const systemTokenizer = tokenizer(system.tokenizer, stopWords);
  const chosen = sample(labeled.length, values, data);
  const reviews = chosen.map((at) => labeled[at]!);
  const labels = reviews.map(({ label }) => label!);
  const validatesOnTestSet = data.test !== undefined && system.validatesOnTestSet?.(values) === true;
  const own = validatesOnTestSet
    ? { train: [...reviews.keys()], validation: [], test: [] }
    : await splitOf(system, labeled, chosen, values);
  const sets = await givenSets(data, values, own, validatesOnTestSet, showReading);
  const split = withoutGivenSets(own, sets);
  // Reviews are left out after the split, so that the split of the others stays the same.
  const left = new Set(leftOut);
  const without = (part: readonly number[]) => part.filter((at) => !left.has(reviews[at]!.source));
  const parts = {
    train: without(split.train),
    validation: without(split.validation),
    test: without(split.test),
  };
  if (parts.train.length === 0)
    throw new FlagError(`--leave_out ${values.leave_out}: no review is left in the training set`);
  const tokenSource = await system.tokenSource(
    parts.train.map((at) => systemTokenizer.tokenize(reviews[at]!.text)),
    values,
  );
  const settings = {
    classes: system.classes(new Set(labels), values),
    maxLength: system.maxLength?.(values),
    tokenizer: systemTokenizer,
    ...show('Encoding reviews'),
  };
  const examples = await encode(reviews, tokenSource.lookup, settings);
  const validation = sets.validation
    ? await encode(sets.validation, tokenSource.lookup, settings)
    : select(examples, parts.validation);
  const taken = (part: Examples) =>
    system.select && part.ids.length > 0 ? system.select(part, values) : part;
  const train = select(examples, parts.train);
  const test = sets.test
    ? await encode(sets.test, tokenSource.lookup, settings)
    : select(examples, parts.test);
  return {
    train: taken(train),
    validation: validatesOnTestSet ? validation : taken(validation),
    test,
    longest: [train, validation, test]
      .flatMap(({ ids }) => ids)
      .reduce((most, { length }) => Math.max(most, length), 0),
    ...(tokenSource.vocabulary && { vocabulary: tokenSource.vocabulary }),
    tokenSource,
  };
}

/** Returns the positions of `n_samples` reviews, drawn at random, in ascending order. */
function sample(count: number, { n_samples: n, random_state: seed }: RunValues, { what }: Data): number[] {
  const all = Array.from({ length: count }, (_, at) => at);
  if (n === null) return all;
  if (n > count) throw new FlagError(`--n_samples ${n}: ${what} has ${count} training reviews`);
  const order = shuffled(all, randomFrom(derivedSeed(seed, 'samples')));
  return order.slice(0, n).sort((a, b) => a - b);
}

/** Returns the split of the chosen reviews, as positions in `chosen`. */
async function splitOf(
  system: System,
  labeled: readonly Review[],
  chosen: readonly number[],
  values: RunValues & FlagValues,
): Promise<SplitPositions> {
  const labelsAt = (positions: readonly number[]) => positions.map((at) => labeled[at]!.label!);
  if (!system.splitsBeforeSampling) return system.split(labelsAt(chosen), values);
  const whole = await system.split(labelsAt([...labeled.keys()]), values);
  const place = new Map(chosen.map((at, n) => [at, n]));
  const kept = (part: readonly number[]) => part.flatMap((at) => place.get(at) ?? []);
  return { train: kept(whole.train), validation: kept(whole.validation), test: kept(whole.test) };
}
