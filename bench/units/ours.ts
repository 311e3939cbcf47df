/**
 * Scores a file. Arguments: `plain` (as the command `score`), `processes` or `queue`, and how many
 * processes with one thread do it. This process computes nothing.
 */
import { createHash } from 'node:crypto';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { startRedis } from '../../abuse/redis';
import { bundledModelFolder } from '../../lib/classifier/bundled-model';
import { doOnQueue } from '../../lib/queue/submit';
import { unitProcesses } from '../../lib/queue/unit-processes';
import { startWorker } from '../../lib/queue/worker';
import { chooseColumns, openTable } from '../../lib/reading';
import { repositoryRoot } from '../../lib/repository';
import { modelDigest, planScore, rowWriter, scoreInput, scoreTable, scoringPool } from '../../lib/scoring';
import { type Manifest, mergeResults, unitsOf } from '../../lib/units';
import { contend } from '../contestant';
import type { UnitsCase } from './cases';

const [kind, count] = [process.argv[2], Number(process.argv[3])];
const program = join(repositoryRoot(), 'bin', 'unit-program');

/** Scores a file into `outputIn(folder)`. */
type Doing = (file: string, manifest: Manifest, folder: string) => Promise<void>;

const outputIn = (folder: string) => join(folder, 'scored.jsonl');

async function doing(scratch: string): Promise<{ run: Doing; close(): Promise<void> | void }> {
  if (kind === 'plain') {
    const pool = await scoringPool({}, count);
    return {
      async run(file, _, folder) {
        const table = await openTable((await scoreInput(file)).source);
        const { text } = await chooseColumns(table, {}, false);
        const writer = rowWriter(table, { kind: 'json' }, []);
        async function* lines() {
          for await (const rows of scoreTable(table, pool, { text, fullBatches: true }))
            yield writer.rows(rows);
        }
        await pipeline(Readable.from(lines()), createWriteStream(outputIn(folder)));
      },
      close: pool.close,
    };
  }
  if (kind === 'processes') {
    const processes = unitProcesses(program, count);
    return {
      async run(file, manifest, folder) {
        for (const unit of unitsOf(manifest)) await processes.do({ unit, folder, places: { file } });
        await mergeResults(folder, manifest, outputIn(folder));
      },
      close: processes.close,
    };
  }
  const redis = await startRedis(join(scratch, `redis-${count}`));
  process.on('exit', () => redis.process.kill('SIGKILL'));
  process.on('SIGTERM', () => process.exit());
  const workers = await Promise.all(
    Array.from({ length: count }, () =>
      startWorker({
        ...{ url: redis.url, concurrency: 1, say: () => {} },
        processes: unitProcesses(program, 1),
      }),
    ),
  );
  return {
    async run(file, manifest, folder) {
      await doOnQueue(unitsOf(manifest), { url: redis.url, folder, places: { file }, say: () => {} });
      await mergeResults(folder, manifest, outputIn(folder));
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await redis.stop();
    },
  };
}

void contend({}, async ({ folder: scratch, rows, rowsPerUnit }: UnitsCase) => {
  const model = await modelDigest(bundledModelFolder());
  const planned = async (name: string) => {
    const file = join(scratch, `${name}.jsonl`);
    const format = () => ({ kind: 'json' }) as const;
    return { file, manifest: await planScore({ file, read: {}, format, model, rowsPerUnit }) };
  };
  const { run, close } = await doing(scratch);
  const { file, manifest } = await planned('rows');
  const first = await planned('first');
  // Each process loads the model before anything is timed.
  await Promise.all(
    Array.from({ length: kind === 'plain' ? 1 : count }, async (_, n) => {
      const folder = mkdtempSync(join(scratch, 'first-'));
      await run(first.file, { ...first.manifest, shared: { ...first.manifest.shared, n } }, folder);
    }),
  );
  return {
    pieces: rows,
    async run() {
      const folder = mkdtempSync(join(scratch, 'units-'));
      await run(file, manifest, folder);
      return () => {
        const sha256 = createHash('sha256')
          .update(readFileSync(outputIn(folder)))
          .digest('hex');
        rmSync(folder, { recursive: true });
        return { sha256 };
      };
    },
    dispose: close,
  };
}).then(() => process.exit());
