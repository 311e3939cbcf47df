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
import { readerOf } from '../../lib/text/tokenizer';
import type { Vocabulary } from '../../lib/text/vocabulary';
import { FlagError, type FlagValues } from '../systems/flags';
import { type RunValues, type TextSystem, type Words, wordsIn } from '../systems/system';
import { loadPrepared, storePrepared } from './prepared-files';

/** What a system trains on. */
export interface Prepared {
  /** To train on. */
  rest: Examples;
  /** To look at while training; empty where nothing is held out. */
  held: Examples;
  /** To look at once, at the end; empty where the system keeps none for it. */
  test: Examples;
  /** How many words the longest text has. */
  longest: number;
  /** Where the system makes a vocabulary of its own. */
  vocabulary?: Vocabulary;
}

/** What a system trains on, with where it came from. */
export interface PreparedData extends Prepared {
  words: Words;
  data: DataFolder;
  /** Words that were taken out of every text. */
  stopWords: readonly string[];
}

/** Of the intermediate files: another one where the same texts and flags come to give other examples. */
const VERSION = 2;

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
  const from = [VERSION, system.name, data.stamp(), related, stopWords, leftOut, system.wordsStamp?.(values)];
  const key = sha256(JSON.stringify(from));
  const kept = await loadPrepared(data.dir, system.name, key);
  if (kept) {
    const own = kept.vocabulary && !system.wordsStamp;
    const words = own ? wordsIn(kept.vocabulary!) : await system.words([], values);
    return { ...kept, words, data, stopWords };
  }
  const { words, ...prepared } = await build(system, values, data, new Set(stopWords), leftOut, options);
  await storePrepared(data.dir, system.name, key, prepared).catch((error: Error) =>
    options.warn?.(`Intermediate files cannot be kept in ${data.dir}: ${error.message}`),
  );
  return { ...prepared, words, data, stopWords };
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

/** @throws when examples are not those that a checkpoint was trained on, and chosen by */
export function requireTextsOf(
  checkpoint: string,
  { data: { digest } }: Pick<RunRecord, 'data'>,
  { rest, held, data }: PreparedData,
): void {
  const found = digestOfExamples([rest, held]);
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
): Promise<Prepared & { words: Words }> {
  const show = (title: string) => ({ signal, progress: progress?.(title, 'texts') });
  const texts = await data.train(show('Reading texts'));
  requireSources(texts, leftOut, `--leave_out ${values.leave_out}`);
  const reader = readerOf(system.reading, stopWords);
  const reviews = reader.prepare(sample(texts, values, data));
  const labels = reviews.map(({ label }) => label!);
  const tests = system.heldIsTest?.(values) ? await data.test?.(show('Reading texts to test on')) : undefined;
  const all = { rest: [...reviews.keys()], held: [], test: [] };
  const split = tests ? all : system.split(labels, values);
  // Left out of the parts, not before them: the same texts are held out, whatever is left out.
  const left = new Set(leftOut);
  const without = (part: readonly number[]) => part.filter((at) => !left.has(reviews[at]!.source));
  const parts = { rest: without(split.rest), held: without(split.held), test: without(split.test) };
  if (parts.rest.length === 0)
    throw new FlagError(`--leave_out ${values.leave_out}: no text is left to train on`);
  const words = await system.words(
    parts.rest.map((at) => reader.read(reviews[at]!.text)),
    values,
  );
  const settings = {
    classes: system.classes(new Set(labels), values),
    maxLength: system.maxLength?.(values),
    read: reader.read,
    ...show('Looking up words'),
  };
  const examples = await encodeReviews(reviews, words.ids, settings);
  const held = tests
    ? await encodeReviews(reader.prepare(tests), words.ids, settings)
    : select(examples, parts.held);
  const taken = (part: Examples) =>
    system.select && part.ids.length > 0 ? system.select(part, values) : part;
  const [rest, test] = [select(examples, parts.rest), select(examples, parts.test)];
  return {
    rest: taken(rest),
    held: tests ? held : taken(held),
    test,
    longest: [rest, held, test]
      .flatMap(({ ids }) => ids)
      .reduce((most, { length }) => Math.max(most, length), 0),
    ...(words.vocabulary && { vocabulary: words.vocabulary }),
    words,
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
