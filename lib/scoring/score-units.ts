/** Scores a file in units of some rows, which may be scored on several machines. */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import * as v from 'valibot';
import { digestOf, digestOfFolder } from '../files/digest';
import { sha256Hex, wholeNumber } from '../files/json-file';
import {
  type ByteRange,
  chooseColumns,
  findRowParts,
  openRange,
  openTable,
  type Table,
  type TableOptions,
} from '../reading';
import { type JsonValue, MachineError, type Manifest, type Work } from '../units';
import type { WorkerModel } from './protocol';
import { lateKeyWarnings, type RowFormat, rowWriter } from './row-format';
import { type ScoreInput, scoreInput } from './score-input';
import {
  BATCH_ROWS,
  countsJson,
  countsSchema,
  noCounts,
  type ScoreCounts,
  scoreTable,
  type TextScorer,
} from './score-table';

/** The kind of these units. */
export const SCORE = 'score';
/** Rows in a unit, if nothing else is asked for. */
export const ROWS_PER_UNIT = 200 * BATCH_ROWS;
/**
 * Changes when the same inputs give another output: today, lines that are no JSON are kept.
 */
export const SCORE_FORM = 3;

const range = {
  start: v.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
  end: v.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
};
const inputsSchema = v.object({
  form: v.literal(SCORE_FORM),
  file: sha256Hex,
  read: v.looseObject({}),
  text: v.array(wholeNumber()),
  model: sha256Hex,
  format: v.union([
    v.object({ kind: v.literal('delimited'), delimiter: v.string() }),
    v.object({ kind: v.literal('json') }),
  ]),
  perClass: v.boolean(),
  first: wholeNumber(0, Number.MAX_SAFE_INTEGER),
  rows: wholeNumber(1),
  ...range,
  sha256: v.optional(sha256Hex),
});

/** What is scored, and how. */
export interface ScorePlan {
  /** The file, or `s3://bucket/key`. */
  file: string;
  /** How it is written, as far as it was said. */
  read: TableOptions;
  /** The column of the texts. Default: it is found. */
  textColumn?: string;
  /** Returns the form of the output. */
  format: (table: Table) => RowFormat;
  /** The classes, if each gets a column with its probability. */
  perClass?: readonly string[];
  /** The digest of the model: `modelDigest`. */
  model: string;
  /**
   * A multiple of `BATCH_ROWS`, so that batches are those of the whole file. Default:
   * `ROWS_PER_UNIT`.
   */
  rowsPerUnit?: number;
  /** Receives how many bytes of the file are read. */
  onRead?: (done: number) => void;
  /** Receives why each unit reads the file from its beginning, if that is so. */
  onWhole?: (because: string, units: number) => void;
  /** Receives what is odd about the file. */
  onOddity?: (oddity: string) => void;
  signal?: AbortSignal;
}

/** A model that scores texts. */
export interface OpenedModel extends TextScorer {
  /** The folder or file of the model. */
  folder: string;
  /** Frees its memory, before another one is opened. */
  close?(): void;
}

/** Returns the SHA-256 of a model's folder or file. @throws for a model at a URL */
export async function modelDigest(place: string): Promise<string> {
  if (/^https?:/.test(place)) throw new Error(`${place}: download the model first, and name its file`);
  if (statSync(place).isFile()) return (await digestOf(place)).hex;
  return (await digestOfFolder(place)).digest.hex;
}

/**
 * Returns the units of a file. The file is read twice: once to find rows, once for its digests.
 * `output.header` is what precedes the rows.
 *
 * @throws if the file cannot be read, or has no column of texts; the signal's reason
 */
export async function planScore({
  file,
  read,
  textColumn,
  format: formatOf,
  perClass = [],
  model,
  rowsPerUnit = ROWS_PER_UNIT,
  onRead,
  onWhole,
  onOddity,
  signal,
}: ScorePlan): Promise<Manifest> {
  if (rowsPerUnit % BATCH_ROWS !== 0)
    throw new Error(`the rows of a unit must be a multiple of ${BATCH_ROWS}, not ${rowsPerUnit}`);
  const input = await scoreInput(file);
  const { source } = input;
  const table = await openTable(source, read);
  await table.close();
  const format = formatOf(table);
  const { text } = await chooseColumns(table, { textColumn }, false);
  const { rows, ranges, because, oddity, lateKeys } = await findRowParts(
    source,
    read,
    rowsPerUnit,
    (done) => {
      signal?.throwIfAborted();
      onRead?.(done);
    },
  );
  const count = Math.ceil(rows / rowsPerUnit);
  if (because !== undefined && count > 1) onWhole?.(because, count);
  if (oddity !== undefined) onOddity?.(oddity);
  for (const warning of lateKeyWarnings(table.name, lateKeys, format)) onOddity?.(warning);
  const { whole, parts } = await digestsOf(input, ranges ?? [], signal);
  const units = Array.from({ length: count }, (_, at) => ({
    first: at * rowsPerUnit,
    rows: Math.min(rowsPerUnit, rows - at * rowsPerUnit),
    ...(ranges && { ...ranges[at]!, sha256: parts[at]! }),
  }));
  return {
    kind: SCORE,
    shared: {
      form: SCORE_FORM,
      file: whole,
      read: given(read),
      text,
      model,
      format,
      perClass: perClass.length > 0,
    },
    units,
    output: { header: rowWriter(table, format, perClass).header },
  };
}

/**
 * Returns the work of such units. `places` has the `file` and the folder of the `model`, and
 * optionally `vectors`.
 *
 * @param open opens the model, once for all units in a row with the same one. One unit is done at a
 *   time
 */
export function scoreWork(open: (model: WorkerModel) => Promise<OpenedModel>): Work {
  let last: { key: string; model: OpenedModel } | undefined;
  const opened = async (model: WorkerModel, digest: string) => {
    const key = JSON.stringify([model, digest]);
    if (last?.key === key) return last.model;
    last?.model.close?.();
    last = undefined;
    last = { key, model: await openChecked(open, model, digest) };
    return last.model;
  };
  return async (unit, { places = {}, signal, progress }) => {
    const inputs = v.parse(inputsSchema, unit.inputs);
    const { file = '', model, vectors } = places;
    const input = await scoreInput(file);
    const { source } = input;
    const scorer = await opened({ folder: model, vectors }, inputs.model);
    const { first, rows, start, end, sha256 } = inputs;
    const changed = () =>
      new Error(`${file} has changed since its units were planned: start again with a new output`);
    const digest = createHash('sha256');
    const isRange = start !== undefined && end !== undefined;
    if (isRange ? (source.size ?? 0) < end : (await storedDigest(file, input)) !== inputs.file)
      throw changed();
    const read = inputs.read as TableOptions;
    const table = isRange
      ? await openRange(source, read, { start, end }, (chunk) => digest.update(chunk))
      : await openTable(source, read);
    const writer = rowWriter(table, inputs.format, inputs.perClass ? scorer.classes : []);
    const counts = noCounts();
    const options = {
      text: inputs.text,
      fullBatches: true,
      ...(isRange ? {} : { skip: first, take: rows }),
    };
    async function* body() {
      for await (const scored of scoreTable(table, scorer, options, counts)) {
        signal?.throwIfAborted();
        yield writer.rows(scored);
        progress?.(counts.rows, rows);
      }
      if (counts.rows !== rows || (isRange && digest.digest('hex') !== sha256)) throw changed();
    }
    return { body: body(), items: () => counts.rows, summary: () => countsJson(counts) };
  };
}

/** Returns the sum of the counts of units, from the heads of their results. */
export function summedCounts(heads: readonly { summary?: JsonValue }[]): ScoreCounts {
  const all = noCounts();
  for (const { summary } of heads) {
    const one = v.parse(countsSchema, summary);
    all.rows += one.rows;
    all.blank += one.blank;
    all.unknown += one.unknown;
    all.odd += one.odd;
    for (const [label, n] of one.labels) all.labels.set(label, (all.labels.get(label) ?? 0) + n);
  }
  return all;
}

async function openChecked(
  open: (model: WorkerModel) => Promise<OpenedModel>,
  model: WorkerModel,
  digest: string,
): Promise<OpenedModel> {
  const opened = await open(model);
  if ((await modelDigest(opened.folder)) === digest) return opened;
  opened.close?.();
  throw new MachineError(
    `the model ${opened.folder} differs from that of the plan: use the same on all machines, or start again with a new output`,
  );
}

const digests = new Map<string, string>();

/**
 * Returns the SHA-256 of a file as it is stored, which is computed once while the file stays the
 * same.
 */
export async function storedDigest(file: string, { size, stamp, stored }: ScoreInput): Promise<string> {
  const key = JSON.stringify([file, size, stamp]);
  const found = digests.get(key);
  if (found !== undefined) return found;
  const hash = createHash('sha256');
  for await (const chunk of stored()) hash.update(chunk);
  const digest = hash.digest('hex');
  digests.set(key, digest);
  return digest;
}

/** Returns the digest of a file, and those of ranges that follow one another up to its end. */
async function digestsOf(
  { stored }: ScoreInput,
  ranges: readonly ByteRange[],
  signal?: AbortSignal,
): Promise<{ whole: string; parts: string[] }> {
  const whole = createHash('sha256');
  const parts: string[] = [];
  let part = createHash('sha256');
  let offset = 0;
  for await (const chunk of stored()) {
    signal?.throwIfAborted();
    whole.update(chunk);
    let at = Math.max(0, (ranges[0]?.start ?? Infinity) - offset);
    while (at < chunk.length && parts.length < ranges.length) {
      const stop = Math.min(chunk.length, ranges[parts.length]!.end - offset);
      part.update(chunk.subarray(at, stop));
      at = stop;
      if (offset + stop < ranges[parts.length]!.end) break;
      parts.push(part.digest('hex'));
      part = createHash('sha256');
    }
    offset += chunk.length;
  }
  return { whole: whole.digest('hex'), parts };
}

function given(read: TableOptions): JsonValue {
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined)) as JsonValue;
}
