import { once } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import { Command, Option } from 'commander';
import { FlagError } from '../experiments/runs/flags';
import { doesNotExist } from '../lib/corpus/data-files';
import { rate, showProgress } from '../lib/progress';
import { chooseColumns, openTable, type ReadingOptions, type Table, type TableOptions } from '../lib/reading';
import { isBucketUrl } from '../lib/s3/bucket-url';
import {
  BATCH_ROWS,
  formatFor,
  lateKeyWarnings,
  noCounts,
  openResumable,
  pipeSource,
  ROWS_PER_UNIT,
  type RowFormat,
  type RowWriter,
  rowWriter,
  SCORE_FORM,
  type ScoreCounts,
  type ScoringPool,
  scoreInput,
  scoreTable,
  scoringPool,
} from '../lib/scoring';
import { visible } from '../runtime/visible';
import { checkpointOption, vectorsOption } from './chosen-checkpoint';
import { positiveInteger, runCommand } from './command-line';
import { addReadingFlags, givenReading } from './data-options';
import { examples } from './help';
import { underscored } from './options';
import { complain, count, say } from './say';
import { scoreInUnits } from './score-units';
import { standardInput } from './standard-input';
import { exitCode } from './supervise.cjs';
import { addUnitsOptions, isDivided, requireFor, type UnitsChoice } from './units-options';

export function scoreCommand(): Command {
  const command = new Command('npm run -s score --')
    .description(
      'Scores the texts of a file or a pipe: writes the same rows in the same order, with the label and its ' +
        'probability. A file that was not completed is continued by the same command.',
    )
    .argument(
      '[file]',
      'CSV, TSV, JSON, Parquet or lines, also .gz or .zip, or s3://bucket/key (default: standard input)',
    )
    .option('--out <file>', 'a new file: .csv, .tsv or .jsonl (default: standard output)')
    .addOption(checkpointOption())
    .addOption(vectorsOption())
    .option('--per_class', 'add a column with the probability of each class')
    .addOption(
      new Option(
        '--format <name>',
        'the format of the output (default: by the ending of --out, else that of the input)',
      ).choices(Object.keys(FORMATS)),
    )
    .option('--workers <number>', 'worker processes (default: one per core, at most 8)', positiveInteger);
  return addUnitsOptions(
    addReadingFlags(command),
    '--out',
    'list the units, for which the file is read twice',
  )
    .option(
      '--rows_per_unit <number>',
      `with --shard or --redis: how many rows are one unit of work, rounded up to a multiple of ${BATCH_ROWS}`,
      positiveInteger,
      ROWS_PER_UNIT,
    )
    .option(
      '--results <place>',
      'with --plan, --shard, --merge or --redis: where results are kept until the output is written, a folder that all machines share or s3://bucket/prefix (default: beside --out)',
    )
    .addHelpText('after', examples('reviews.csv --out scored.csv'))
    .action(async (file: string | undefined, given: Given, program: Command) => {
      const options: Options = { ...given, reading: givenReading(program) };
      const isMissing = file !== undefined && !isBucketUrl(file) && !existsSync(file);
      if (isMissing && /[*?]/.test(file))
        throw new FlagError(`${file} is a pattern: name one file, or run the command once for each`);
      if (isMissing)
        throw isDivided(options) ? new Error(doesNotExist(file)) : new FlagError(doesNotExist(file)); // a disk may come later
      if (file === undefined && process.stdin.isTTY && !options.merge)
        throw new FlagError('name a file, or pipe rows in: npm run -s score -- reviews.csv --out scored.csv');
      if (options.out && /\.(parquet|gz|zip|xlsx)$/i.test(options.out))
        throw new FlagError(
          `--out ${options.out}: name a .csv, .tsv or .jsonl file, which pandas and Excel convert`,
        );
      if (options.out && isBucketUrl(options.out))
        throw new FlagError(`--out ${options.out}: name a file of this machine, and copy it to the bucket`);
      if (options.results !== undefined && !isDivided(options))
        throw new FlagError('--results belongs to --plan, --shard, --merge or --redis');
      requireFor(options, options.out !== undefined, '--out: a file on a disk that all machines share');
      requireFor(options, options.merge === true || file !== undefined, 'a file: a pipe cannot be divided');
      await (isDivided(options) ? scoreDivided(file, options) : score(file, options));
    });
}

interface Given extends UnitsChoice {
  out?: string;
  checkpoints_dir?: string;
  vectors?: string;
  per_class?: boolean;
  format?: keyof typeof FORMATS;
  workers?: number;
  rows_per_unit: number;
  results?: string;
}

interface Options extends Given {
  /** How the file is read. */
  reading: ReadingOptions;
}

const FORMATS = {
  csv: { kind: 'delimited', delimiter: ',' },
  tsv: { kind: 'delimited', delimiter: '\t' },
  jsonl: { kind: 'json' },
} as const satisfies Record<string, RowFormat>;

/** Does a share of the rows, or lets a queue do all, or writes what shares have done. */
async function scoreDivided(file: string | undefined, options: Options): Promise<void> {
  const { plan, shard, merge, redis, queue, workers, results } = options;
  const started = performance.now();
  const counts = await scoreInUnits({
    ...{ plan, shard, merge, redis, queue, workers, results, file },
    out: options.out!,
    read: readOptions(options),
    textColumn: options.reading.textColumn,
    format: (table) => formatOf(options, table),
    formatName: options.format,
    perClass: options.per_class ?? false,
    rowsPerUnit: BATCH_ROWS * Math.ceil(options.rows_per_unit / BATCH_ROWS),
    model: { folder: options.checkpoints_dir, vectors: options.vectors },
  });
  if (counts) sayDone(counts, (performance.now() - started) / 1000, { out: options.out, before: 0 });
}

function formatOf({ format, out }: Options, table: Table): RowFormat {
  return format ? FORMATS[format] : formatFor(out, table);
}

/** Ends the work that a signal stops. */
interface Stop {
  /** Set once there is something to close: closes it, and returns what to say. */
  end?: () => Promise<string>;
  isRequested: boolean;
}

/**
 * Makes SIGTERM and Ctrl-C end this process after `end`. The first process of a container ignores
 * what it does not handle.
 */
function stopOnSignals(): Stop {
  const stop: Stop = { isRequested: false };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, async () => {
      stop.isRequested = true;
      const said = await stop.end?.().catch(({ message }: Error) => message);
      if (said) complain(said);
      process.exit(exitCode(signal));
    });
  return stop;
}

async function score(file: string | undefined, options: Options): Promise<void> {
  const stop = stopOnSignals();
  const table = await opened(file, options);
  const { text } = await chooseColumns(table, { textColumn: options.reading.textColumn }, false);
  const format = formatOf(options, table);
  complain(
    `Reading ${table.name}: ${table.readAs}. Texts: column ${text.map((at) => table.columns[at]).join(', ')}`,
  );
  const pool = await scoringPool(
    { folder: options.checkpoints_dir, vectors: options.vectors },
    options.workers,
    ({ message }) => say(message, process.stderr),
  );
  try {
    const writer = rowWriter(table, format, options.per_class ? pool.classes : []);
    if (!writer.added.includes('label')) complain(`New columns: ${writer.added.join(', ')}`);
    const output = await openOutput(file, options, pool, writer, stop);
    const started = performance.now();
    const counts = noCounts();
    const before = output.rows;
    try {
      await writeAll(table, pool, { text, format, writer, output, counts });
    } finally {
      await output.close();
    }
    sayDone(counts, (performance.now() - started) / 1000, { ...options, before });
    const oddity = table.oddity?.();
    if (oddity) complain(oddity);
  } finally {
    pool.close();
  }
}

/** Returns what the flags say about how the file is written. */
function readOptions({ reading: { textColumn: _, ...read } }: Options): TableOptions {
  return read;
}

async function opened(file: string | undefined, options: Options): Promise<Table> {
  const written = readOptions(options);
  if (file === undefined)
    return openTable(pipeSource('standard input', standardInput()), { ...written, headBytes: 1 });
  const { source } = await scoreInput(file);
  return openTable(source, written);
}

/** Where scored rows go. */
interface Output {
  /** The rows that it has by now, also from an earlier run. */
  readonly rows: number;
  append(text: string, rows: number): Promise<void>;
  finish(): Promise<void>;
  close(): Promise<void>;
}

async function openOutput(
  file: string | undefined,
  { out, ...options }: Options,
  { digest }: ScoringPool,
  { header }: RowWriter,
  stop: Stop,
): Promise<Output> {
  if (out === undefined) {
    const append = async (text: string) => {
      if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
    };
    await append(header);
    return { rows: 0, append, finish: async () => {}, close: async () => {} };
  }
  // What comes from a pipe cannot be read again, so it is not continued.
  const key = file === undefined ? `${Date.now()}` : await keyOf(file, digest, options);
  const output = await openResumable(out, key);
  if (output.rows > 0) complain(`Continuing after ${count(output.rows)} rows`);
  else await output.append(header, 0);
  stop.end = async () => {
    await output.close();
    const again = file === undefined ? '' : ' Run the same command to continue.';
    return `\nStopped after ${count(output.rows)} rows.${again}`;
  };
  return {
    get rows() {
      return output.rows;
    },
    async append(text, rows) {
      if (stop.isRequested) await new Promise(() => {}); // the process ends
      await output.append(text, rows);
    },
    finish: () => output.finish(),
    close: () => output.close(),
  };
}

/**
 * Returns what the output depends on, as a string.
 *
 * @param model the digest of the model, with its vocabulary or word vectors
 */
async function keyOf(
  file: string,
  model: string,
  { checkpoints_dir, vectors, per_class, format, reading }: Omit<Options, 'out'>,
): Promise<string> {
  const { size, stamp } = await scoreInput(file);
  const path = isBucketUrl(file) ? file : realpathSync(file);
  const options = { checkpoints_dir, vectors, per_class, format, ...reading };
  return JSON.stringify([SCORE_FORM, path, size, stamp, model, options]);
}

/** What is written, and where. */
interface Writing {
  /** The columns of the texts. */
  text: readonly number[];
  format: RowFormat;
  writer: RowWriter;
  output: Output;
  counts: ScoreCounts;
}

async function writeAll(
  table: Table,
  pool: ScoringPool,
  { text, format, writer, output, counts }: Writing,
): Promise<void> {
  const progress = showProgress('Scoring', 'bytes');
  const started = performance.now();
  let done = 0;
  let warned = 0;
  const onRead = (bytes: number) => {
    done = bytes;
  };
  const options = { text, skip: output.rows, fullBatches: table.size !== undefined, onRead };
  for await (const rows of scoreTable(table, pool, options, counts)) {
    await output.append(writer.rows(rows), rows.length);
    const warnings = lateKeyWarnings(table.name, table.lateKeys?.(), format);
    for (const warning of warnings.slice(warned)) complain(`\n${visible(warning)}`);
    warned = warnings.length;
    const seconds = (performance.now() - started) / 1000;
    const note = `${count(counts.rows)} rows, ${rate(counts.rows / Math.max(seconds, 1e-3), 'rows')}`;
    progress(Math.min(done, (table.size ?? Infinity) - 1), table.size ?? 0, note);
  }
  if (table.size) progress(table.size, table.size, `${count(counts.rows)} rows`);
  await output.finish();
}

function sayDone(
  { rows, blank, unknown, odd, oddRows, labels }: ScoreCounts,
  seconds: number,
  { out, before }: { out?: string; before: number },
): void {
  const found = [...labels].map(([label, n]) =>
    /^\d|\d$/.test(label) ? `label ${label}: ${count(n)}` : `${label} ${count(n)}`,
  );
  const texts = (n: number) => (n === 1 ? 'text' : 'texts');
  // Units count their own lines only, so that several of them list no rows.
  const more = odd > oddRows.length ? ['...'] : [];
  const list = oddRows.length === 0 ? '' : [':', ...oddRows, ...more].join('\n  ');
  const notes = [
    `${count(rows)} ${before > 0 ? `more rows, after ${count(before)} of before,` : 'rows'} in ${seconds.toFixed(1)} s, ${rate(rows / Math.max(seconds, 1e-3), 'rows')}${found.length > 0 ? `: ${visible(found.join('; '))}` : ''}`,
    blank > 0 && `${count(blank)} blank ${texts(blank)}, without a label`,
    unknown > 0 && `${count(unknown)} ${texts(unknown)} without a word that the model knows, without a label`,
    odd > 0 && `${count(odd)} odd ${odd === 1 ? 'row' : 'rows'}${visible(list)}`,
    out && `Written to ${out}`,
  ];
  complain(notes.filter(Boolean).join('\n'));
}

if (require.main === module) void runCommand(scoreCommand(), underscored(process.argv));
