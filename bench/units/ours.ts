/**
 * Scores the units of a file. Arguments: `pool`, `processes` or `queue`, and how many processes with
 * one thread do it. This process computes nothing.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startRedis } from '../../abuse/redis';
import { bundledModelFolder } from '../../lib/classifier/bundled-model';
import { doOnQueue } from '../../lib/queue/submit';
import { unitProcesses } from '../../lib/queue/unit-processes';
import { startWorker } from '../../lib/queue/worker';
import { repositoryRoot } from '../../lib/repository';
import { modelDigest, planScore, scoreWork, scoringPool } from '../../lib/scoring';
import { doShard, type Manifest, mergeResults, unitsOf } from '../../lib/units';
import { contend } from '../contestant';
import type { UnitsCase } from './cases';

const [kind, count] = [process.argv[2], Number(process.argv[3])];
const program = join(repositoryRoot(), 'bin', 'unit-program');

/** Does the units of a manifest, and writes their results into a folder. */
type Doing = (manifest: Manifest, folder: string, places: Record<string, string>) => Promise<unknown>;

async function doing(scratch: string): Promise<{ run: Doing; close(): Promise<void> | void }> {
  if (kind === 'pool') {
    const pool = await scoringPool({}, count);
    const work = scoreWork(async () => pool);
    return {
      run: (manifest, folder, places) => doShard(manifest, work, { folder, places }),
      close: pool.close,
    };
  }
  if (kind === 'processes') {
    const processes = unitProcesses(program, count);
    return {
      async run(manifest, folder, places) {
        for (const unit of unitsOf(manifest)) await processes.do({ unit, folder, places });
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
    run: (manifest, folder, places) =>
      doOnQueue(unitsOf(manifest), { url: redis.url, folder, places, say: () => {} }),
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await redis.stop();
    },
  };
}

void contend({}, async ({ folder: scratch, rows, rowsPerUnit }: UnitsCase) => {
  const file = join(scratch, 'rows.jsonl');
  const model = await modelDigest(bundledModelFolder());
  const manifest = await planScore({ file, read: {}, format: () => ({ kind: 'json' }), model, rowsPerUnit });
  const { run, close } = await doing(scratch);
  const once = async () => {
    const folder = mkdtempSync(join(scratch, 'units-'));
    await run(manifest, folder, { file });
    return folder;
  };
  /** Returns the digest of the output, which all contestants must have. */
  const outputOf = async (folder: string) => {
    const out = join(folder, 'scored.jsonl');
    await mergeResults(folder, manifest, out);
    const sha256 = createHash('sha256').update(readFileSync(out)).digest('hex');
    rmSync(folder, { recursive: true });
    return { sha256 };
  };
  return {
    answer: await outputOf(await once()), // the models are loaded then
    pieces: rows,
    async run() {
      rmSync(await once(), { recursive: true });
      return undefined;
    },
    dispose: close,
  };
}).then(() => process.exit());
