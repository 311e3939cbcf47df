/** `grade --submissions` with `--shard`, `--merge` or `--redis`: one unit for each submission. */
import { resolve } from 'node:path';
import type { Exercise } from '../course/exercises/catalog';
import type { Limits } from '../course/grading/failure';
import { KEPT_GRADES } from '../course/grading/kept-grades';
import { planSubmissions, submissionsOfUnits, submissionWork } from '../course/grading/submission-units';
import type { GradedSubmission } from '../course/grading/submissions';
import { coresOfJob } from '../lib/cores';
import { requireRedis } from '../lib/queue/connection';
import { doShard, type NamedUnit, requireResults, unitsOf } from '../lib/units';
import { byQueue } from './by-queue';
import { complain } from './say';
import { stoppable, WAITING_ENDED } from './stop-signal';
import type { UnitsChoice } from './units-options';

/** How a class is graded in units. */
interface GradeInUnits extends UnitsChoice, Limits {
  out: string;
  /** Submissions at once on this machine. Default: the number of cores. */
  jobs?: number;
}

/**
 * Grades a share of a class, or all of it by a queue.
 *
 * @param out the folder of the reports, in which the results of units are kept
 * @returns the graded submissions; undefined if only a share is done
 * @throws if units failed, or have no result yet when they are merged
 */
export async function gradeInUnits(
  home: string,
  exercises: readonly Exercise[],
  { out, jobs = coresOfJob(), shard, merge = false, redis, queue, ...limits }: GradeInUnits,
): Promise<GradedSubmission[] | undefined> {
  if (redis !== undefined) await requireRedis(redis);
  const manifest = await planSubmissions(resolve(home), exercises, limits);
  const units = unitsOf(manifest);
  const folder = resolve(out, KEPT_GRADES, 'units');
  const places = { home: resolve(home), out: resolve(out) };
  if (redis !== undefined) {
    const about = { title: 'Grading', unit: 'submissions', nameOf };
    await stoppable(
      (signal) => byQueue(units, { url: redis, queue, folder, places, signal, ...about }),
      WAITING_ENDED,
    );
  }
  if (!merge && redis === undefined) {
    let failed = 0;
    await stoppable((signal) =>
      doShard(manifest, submissionWork, {
        ...{ folder, places, shard, atOnce: jobs, signal },
        onDone: (unit, outcome, at, of) =>
          complain(`${at}/${of}  ${nameOf(unit)}: ${outcome === 'done' ? 'graded' : 'graded before'}`),
        onFailed(unit, error) {
          failed++;
          complain(`${nameOf(unit)} could not be graded: ${error.message}`);
        },
      }),
    );
    if (failed > 0)
      throw new Error(
        `${failed} of this shard's submissions could not be graded: run the same command again`,
      );
    complain(
      'This shard is done. When all are, write the grades: the same command with --merge instead of --shard',
    );
    return undefined;
  }
  await requireResults(folder, manifest, { nameOf });
  return submissionsOfUnits(folder, manifest);
}

function nameOf({ inputs }: NamedUnit): string {
  return `${inputs.name}`;
}
