/** From a folder of texts to what a system trains on. */
import { createHash } from 'node:crypto';
import { type Examples, encodeReviews, select } from '../../lib/batches/examples';
import { randomFrom, shuffled } from '../../lib/batches/random';
import type { RunRecord } from '../../lib/checkpoints/record';
import { type DataFolder, openDataFolder } from '../../lib/corpus/data-folder';
import type { Review } from '../../lib/corpus/review';
import { readSourceList, requireSources } from '../../lib/corpus/source-list';
import { derivedSeed } from '../../lib/layers/seeds';
import type { Progress } from '../../lib/progress';
import { tokenizer } from '../../lib/text/tokenizer';
import { FlagError, type FlagValues } from '../systems/flags';
import { type RunValues, type TextSystem, type TokenSource, vocabularySource } from '../systems/system';
import { loadPrepared, type Prepared, storePrepared } from './prepared-files';

/** What a system trains on, with where it came from. */
export interface PreparedData extends Prepared {
  tokenSource: TokenSource;
  data: DataFolder;
  /** Words that were taken out of every text. */
  stopWords: readonly string[];
}

/** Of the intermediate files: another one where the same texts and flags come to give other examples. */
const VERSION = 2;

/** Options of `prepare`. */
export interface PrepareOptions {
  /** Returns what shows how far work of that title is. */
  progress?: (title: string, unit: string) => Progress;
  signal?: AbortSignal;
  /** Is told, in a line, what went wrong without mattering. */
  warn?: (line: string) => void;
}

/**
 * Returns a system's examples: from the files that an earlier call left in the data's folder, where neither texts nor
 * stop words nor flags `forData` have changed since, else from the texts.
 *
 * @throws when there are no such texts, or too few of them; FlagError when flags do not fit them
 */
export async function prepare(
  system: TextSystem,
  values: RunValues & FlagValues,
  options: PrepareOptions = {},
): Promise<PreparedData> {
  const data = openDataFolder(values.data_dir);
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
  const key = sha256(JSON.stringify(from));
  const kept = await loadPrepared(data.dir, system.name, key);
  if (kept) {
    const own = kept.vocabulary && !system.tokenSourceStamp;
    const tokenSource = own ? vocabularySource(kept.vocabulary!) : await system.tokenSource([], values);
    return { ...kept, tokenSource, data, stopWords };
  }
  const { tokenSource, ...prepared } = await build(
    system,
    values,
    data,
    new Set(stopWords),
    leftOut,
    options,
  );
  await storePrepared(data.dir, system.name, key, prepared).catch((error: Error) =>
    options.warn?.(`Intermediate files cannot be kept in ${data.dir}: ${error.message}`),
  );
  return { ...prepared, tokenSource, data, stopWords };
}

/** Returns the SHA-256 of examples: of all ids and labels. */
export function digestOfExamples(parts: readonly Examples[]): string {
  const hash = createHash('sha256');
  for (const { ids, labels } of parts) {
    hash.update(`${ids.length} `);
    for (const row of ids) hash.update(`${row.length} `).update(row);
    hash.update(labels);
  }
  return hash.digest('hex');
}

/**
 * Checks that a checkpoint was trained and validated on these examples.
 *
 * @throws when their digest is not the recorded one
 */
export function requireSameData(
  checkpoint: string,
  { data: { digest } }: Pick<RunRecord, 'data'>,
  { train, validation, data }: PreparedData,
): void {
  const found = digestOfExamples([train, validation]);
  if (found !== digest)
    throw new Error(
      `the texts in ${data.what} are not those that ${checkpoint} was trained on ` +
        `(SHA-256 of their ids ${found.slice(0, 12)}..., not ${digest.slice(0, 12)}...): put those back, or train anew`,
    );
}

async function build(
  system: TextSystem,
  values: RunValues & FlagValues,
  data: DataFolder,
  stopWords: ReadonlySet<string>,
  leftOut: readonly string[],
  { progress, signal }: PrepareOptions,
): Promise<Prepared & { tokenSource: TokenSource }> {
  const show = (title: string) => ({ signal, progress: progress?.(title, 'texts') });
  const texts = await data.train(show('Reading texts'));
  requireSources(texts, leftOut, `--leave_out ${values.leave_out}`);
  const systemTokenizer = tokenizer(system.tokenizer, stopWords);
  const reviews = sample(texts, values, data);
  const labels = reviews.map(({ label }) => label!);
  const tests = system.validatesOnTestSet?.(values)
    ? await data.test?.(show('Reading texts to test on'))
    : undefined;
  const all = { train: [...reviews.keys()], validation: [], test: [] };
  const split = tests ? all : system.split(labels, values);
  // Left out of the parts, not before them: the same texts are held out, whatever is left out.
  const left = new Set(leftOut);
  const without = (part: readonly number[]) => part.filter((at) => !left.has(reviews[at]!.source));
  const parts = {
    train: without(split.train),
    validation: without(split.validation),
    test: without(split.test),
  };
  if (parts.train.length === 0)
    throw new FlagError(`--leave_out ${values.leave_out}: no text is left to train on`);
  const tokenSource = await system.tokenSource(
    parts.train.map((at) => systemTokenizer.tokenize(reviews[at]!.text)),
    values,
  );
  const settings = {
    classes: system.classes(new Set(labels), values),
    maxLength: system.maxLength?.(values),
    tokenizer: systemTokenizer,
    ...show('Looking up words'),
  };
  const examples = await encodeReviews(reviews, tokenSource.lookup, settings);
  const validation = tests
    ? await encodeReviews(tests, tokenSource.lookup, settings)
    : select(examples, parts.validation);
  const taken = (part: Examples) =>
    system.select && part.ids.length > 0 ? system.select(part, values) : part;
  const [train, test] = [select(examples, parts.train), select(examples, parts.test)];
  return {
    train: taken(train),
    validation: tests ? validation : taken(validation),
    test,
    longest: [train, validation, test]
      .flatMap(({ ids }) => ids)
      .reduce((most, { length }) => Math.max(most, length), 0),
    ...(tokenSource.vocabulary && { vocabulary: tokenSource.vocabulary }),
    tokenSource,
  };
}

/** Returns `n_samples` of the texts, drawn at random, in their order. */
function sample(
  reviews: Review[],
  { n_samples: n, random_state: seed }: RunValues,
  { what }: DataFolder,
): Review[] {
  if (n === null) return reviews;
  if (n > reviews.length)
    throw new FlagError(`--n_samples ${n}: ${what} has ${reviews.length} texts to train on`);
  const order = shuffled([...reviews.keys()], randomFrom(derivedSeed(seed, 'samples')));
  const chosen = order.slice(0, n).sort((a, b) => a - b);
  return chosen.map((at) => reviews[at]!);
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
