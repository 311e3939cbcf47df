/** What `checkpoint.json` must contain. */
import * as v from 'valibot';
import { fileRecords } from '../files/folder-record';
import { finiteNumber, sha256Hex, wholeNumber } from '../files/json-file';
import { weightSpecs } from './weight-specs';

/** The name of the file that describes a checkpoint, in its folder. */
export const RECORD = 'checkpoint.json';
/** What to do about a damaged checkpoint. */
export const COPY_AGAIN = 'copy the checkpoint again';

/** The schema of metrics by step. */
export const metricsSchema = v.array(
  v.looseObject({
    step: wholeNumber(),
    loss: v.nullable(finiteNumber), // null is NaN
    accuracy: v.nullable(v.pipe(finiteNumber, v.minValue(0), v.maxValue(1))),
  }),
);

/** The least and the most that logits are divided by. */
const [COLDEST, HOTTEST] = [1e-3, 1e3];

/** The schema of classes: at least two different names. */
export const classNames = v.pipe(
  v.array(v.pipe(v.string(), v.minLength(1))),
  v.minLength(2),
  v.check((names) => new Set(names).size === names.length, 'different classes'),
);

/** The schema of a checkpoint's record. */
export const checkpointSchema = v.looseObject({
  format: v.number(),
  system: v.string(),
  config: v.record(v.string(), v.unknown()),
  step: wholeNumber(),
  classes: classNames,
  vectors: v.optional(
    v.looseObject({
      dataset: v.string(),
      file: v.optional(v.string()),
      order: v.picklist(['glove', 'oreilly']),
      dimensions: v.optional(wholeNumber(1)),
      sha256: v.optional(sha256Hex),
    }),
  ),
  tokenizer: v.optional(v.picklist(['unicode', 'words', 'punctuation', 'keras'])),
  keras: v.optional(
    v.looseObject({
      from: v.picklist(['TextVectorization', 'Tokenizer']),
      truncating: v.picklist(['pre', 'post']),
      startToken: v.optional(v.string()),
      dropsUnknown: v.optional(v.boolean()),
    }),
  ),
  temperature: v.optional(v.pipe(finiteNumber, v.minValue(COLDEST), v.maxValue(HOTTEST))),
  maxLength: v.optional(wholeNumber(1)),
  paddedLength: v.optional(wholeNumber(1)),
  stopWords: v.optional(v.array(v.string())),
  run: v.optional(
    v.looseObject({
      flags: v.record(v.string(), v.unknown()),
      data: v.looseObject({
        folder: v.string(),
        train: wholeNumber(),
        validation: wholeNumber(),
        digest: v.string(),
      }),
      validation: metricsSchema,
      training: v.optional(metricsSchema),
      seconds: v.optional(v.pipe(finiteNumber, v.minValue(0))),
      summaries: v.string(),
    }),
  ),
  trainedOn: v.optional(v.string()),
  metrics: v.optional(v.record(v.string(), v.nullable(finiteNumber))),
  versions: v.optional(v.looseObject({})),
  saved: v.optional(v.string()),
  files: fileRecords,
  masks: v.record(
    v.string(),
    v.object({
      seed: wholeNumber(-(2 ** 31), 2 ** 32),
      step: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    }),
  ),
  optimizer: v.optional(weightSpecs),
});
