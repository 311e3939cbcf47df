/**
 * `score` with `--plan`, `--shard`, `--merge` or `--redis`: units of rows, whose results lie beside
 * the output.
 */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import * as v from 'valibot';
import { isBundled } from '../lib/classifier/bundled-model-names';
import { digestOf } from '../lib/files/digest';
import { sha256Hex } from '../lib/files/json-file';
import { parseSealed, sealed } from '../lib/files/sealed-json';
import { showProgress } from '../lib/progress';
import { requireRedis } from '../lib/queue/connection';
import type { Table, TableOptions } from '../lib/reading';
import { isBucketUrl } from '../lib/s3/bucket-url';
import {
  countsJson,
  countsSchema,
  modelDigest,
  planScore,
  type RowFormat,
  SCORE,
  type ScoreCounts,
  type ScoringPool,
  scoreInput,
  scoreWork,
  scoringPool,
  storedDigest,
  summedCounts,
  type WorkerModel,
} from '../lib/scoring';
import {
  deliveredUnits,
  doShard,
  findManifest,
  type Manifest,
  mergeResults,
  type NamedUnit,
  plannedOnce,
  readText,
  unitStore,
  unitsOf,
} from '../lib/units';
import { byQueue } from './by-queue';
import { complain, count, say } from './say';
import { stoppable, WAITING_ENDED } from './stop-signal';
import { codeOfUnits } from './unit-code';
import type { UnitsChoice } from './units-options';

/** What is scored in units. */
export interface ScoreInUnits extends UnitsChoice {
  /** The file, or `s3://bucket/key`; not needed to merge. */
  file?: string;
  out: string;
  /**
   * Where the units and their results are: a folder, or `s3://bucket/prefix`. Default: beside
   * `out`.
   */
  results?: string;
  read: TableOptions;
  textColumn?: string;
  /** Returns the form of the output. */
  format: (table: Table) => RowFormat;
  /** The form that was asked for. Default: it follows from the file and the output. */
  formatName?: string;
  perClass: boolean;
  rowsPerUnit: number;
  model: WorkerModel;
  workers?: number;
}

/** Returns the place of the units of an output. */
export function unitsPlace({ out, results }: Pick<ScoreInUnits, 'out' | 'results'>): string {
  if (results === undefined) return resolve(`${out}.units`);
  return isBucketUrl(results) ? results : resolve(results);
}

/**
 * Lists the units, does a share of them, or all of them by a queue. If a merge was killed after it
 * had written the output, the rest of it is done.
 *
 * @returns the counts of the rows in the output; undefined if it was not written
 * @throws if the output exists, if units failed, and like the work
 */
export async function scoreInUnits(asked: ScoreInUnits): Promise<ScoreCounts | undefined> {
  const { out, plan: onlyPlans = false, merge, redis } = asked;
  const place = unitsPlace(asked);
  if (redis !== undefined) await requireRedis(redis);
  if (existsSync(out)) return mergedBefore(out, place);
  if (merge) return merged(out, place, await plannedBefore(place));
  const manifest = await stoppable(async (signal) => {
    const pool = await scoringPool(asked.model, onlyPlans ? 1 : asked.workers, ({ message }) =>
      say(message, process.stderr),
    );
    try {
      const plan = await planned(asked, pool, signal);
      if (redis === undefined && !onlyPlans) await scoreShard(asked, plan, pool, signal);
      return plan;
    } finally {
      pool.close();
    }
  });
  if (onlyPlans)
    complain(`Units planned: ${count(manifest.units.length)}. Run the shards, --shard 1/n to n/n`);
  if (redis === undefined) return undefined;
  await stoppable((signal) => scoreByQueue(asked, redis, manifest, signal), WAITING_ENDED);
  return merged(out, place, manifest);
}

async function planned(
  asked: ScoreInUnits,
  { classes, folder }: ScoringPool,
  signal: AbortSignal,
): Promise<Manifest> {
  const { file = '', perClass, rowsPerUnit, ...how } = asked;
  const input = await scoreInput(file);
  const { size, stamp } = input;
  const model = await modelDigest(folder);
  const settings = [how.read, how.textColumn, how.formatName, perClass, rowsPerUnit];
  const plan = () => {
    const progress = showProgress(`Reading ${basename(file)}`, 'bytes');
    const onRead = (done: number) => progress(done, size);
    const onWhole = (because: string, units: number) =>
      complain(
        `\nWARNING: ${file} is read from its beginning for each of its ${count(units)} units, because ${because}. ` +
          'For a large file, that takes far longer than scoring: make it a CSV or JSON lines in UTF-8 first, or set a larger --rows_per_unit.',
      );
    const onOddity = (oddity: string) => complain(`\n${oddity}`);
    return planScore({
      ...{ file, ...how, perClass: perClass ? classes : [], model, rowsPerUnit },
      ...{ onRead, onWhole, onOddity, signal },
    });
  };
  const key = JSON.stringify([size, stamp, model, ...settings]);
  const isSame = async ({ key: before = '[]', shared }: Manifest) => {
    if (withoutTime(before) !== withoutTime(key)) return false;
    complain(`The time of ${file} has changed: comparing its content`);
    return (await storedDigest(file, input)) === shared.file;
  };
  const version = await codeOfUnits(SCORE);
  return plannedOnce(unitsPlace(asked), key, plan, { onWait: complain, version, isSame, signal });
}

/** Returns a key without the time of the file, its second part. */
function withoutTime(key: string): string {
  return JSON.stringify((JSON.parse(key) as unknown[]).filter((_, at) => at !== 1));
}

/** Returns the manifest of shards that were done before. @throws if there is none */
async function plannedBefore(place: string): Promise<Manifest> {
  const manifest = await findManifest(place);
  if (!manifest) throw new Error(`there are no units in ${place}: run the shards first, --shard 1/n to n/n`);
  return manifest;
}

/** Returns where workers on this and other machines find the file and the model. */
function placesOf({ file = '', model: { folder, vectors } }: ScoreInUnits): Record<string, string> {
  const model = folder === undefined || isBundled(folder) ? folder : resolve(folder);
  return {
    file: isBucketUrl(file) ? file : resolve(file),
    ...(model !== undefined && { model }),
    ...(vectors !== undefined && { vectors: resolve(vectors) }),
  };
}

async function scoreShard(
  asked: ScoreInUnits,
  manifest: Manifest,
  pool: ScoringPool,
  signal: AbortSignal,
): Promise<void> {
  const { out, shard = { number: 1, of: 1 } } = asked;
  const folder = unitsPlace(asked);
  complain(`Computing with ${pool.backend}`);
  const name = `shard ${shard.number}/${shard.of}`;
  await doShard(
    manifest,
    scoreWork(async () => pool),
    {
      folder,
      places: placesOf(asked),
      shard,
      signal,
      onDone: (_, outcome, at, of) =>
        complain(`Unit ${at} of ${of} in ${name}${outcome === 'there' ? ': done before' : ''}`),
    },
  );
  const units = unitsOf(manifest);
  const delivered = await deliveredUnits(folder);
  const there = units.filter(({ digest }) => delivered.has(digest)).length;
  complain(
    there === units.length
      ? `All ${count(there)} units have a result. Run the same command with --merge instead of --shard to write ${out}`
      : `${name} is done. ${count(there)} of ${count(units.length)} units have a result in ${folder}`,
  );
}

async function scoreByQueue(
  asked: ScoreInUnits,
  url: string,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<void> {
  const rowsOf = ({ inputs }: NamedUnit) => inputs.rows as number;
  const units = unitsOf(manifest);
  await byQueue(units, {
    ...{ url, queue: asked.queue, signal },
    folder: unitsPlace(asked),
    places: placesOf(asked),
    title: 'Scoring',
    unit: 'rows',
    sizeOf: rowsOf,
    nameOf,
  });
}

const outputSchema = v.object({ header: v.string() });

/** Writes the output, and removes its units. */
async function merged(out: string, place: string, manifest: Manifest): Promise<ScoreCounts> {
  const progress = showProgress('Merging', 'units');
  const { header } = v.parse(outputSchema, manifest.output);
  const itemsOf = ({ inputs }: NamedUnit) => inputs.rows as number;
  const counts = await stoppable(async (signal) => {
    const heads = await mergeResults(place, manifest, out, {
      ...{ head: header, itemsOf, nameOf, onMerged: progress, signal },
      onWritten: async (sha256, all) =>
        unitStore(place).write(MERGED, sealed({ output: sha256, counts: countsJson(summedCounts(all)) })),
    });
    return summedCounts(heads);
  });
  await removeUnits(place);
  return counts;
}

/** The file that says which output was written from the units: its SHA-256, and the counts. */
const MERGED = 'merged.json';
const mergedSchema = v.object({ output: sha256Hex, counts: countsSchema });

/**
 * Returns the content of such a record; undefined if it is damaged: then the output may be
 * anything.
 */
function mergedIn(text: Buffer): v.InferOutput<typeof mergedSchema> | undefined {
  try {
    return parseSealed(MERGED, text, mergedSchema, 'remove it');
  } catch {
    return undefined;
  }
}

/** Returns the counts of an output that was merged before. @throws if it is another file */
async function mergedBefore(out: string, place: string): Promise<ScoreCounts> {
  const text = await readText(place, MERGED);
  const before = text && mergedIn(text);
  if (before === undefined || before.output !== (await digestOf(out)).hex)
    throw new Error(`${out} exists: name a new file, or remove it`);
  complain(`${out} is complete`);
  await removeUnits(place);
  return before.counts;
}

/** Removes the units, last of all what says that they are merged. The output is there anyway. */
async function removeUnits(place: string): Promise<void> {
  try {
    await unitStore(place).remove(['results', 'working', 'plan.lock', 'manifest.json', MERGED]);
  } catch (error) {
    complain(
      `${place} could not be removed (${(error as Error).message}). Remove it: it is not needed any more`,
    );
  }
}

function nameOf({ inputs }: NamedUnit): string {
  const { first, rows } = inputs as { first: number; rows: number };
  return `rows ${count(first + 1)} to ${count(first + rows)}`;
}
