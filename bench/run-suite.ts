import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contest } from './contest';
import { environment } from './environment';
import { type BenchRecord, caseStandings, peaksByName } from './standings';
import type { Suite, SuiteOptions } from './suite';

interface RunOptions extends SuiteOptions {
  /** Instead of the suite's own number of rounds. */
  rounds?: number;
  /** Only cases whose name holds this. */
  only?: string;
  say?: (what: string) => void;
}

/** Runs a suite and returns what it found. */
export async function runSuite(suite: Suite, { rounds = suite.rounds, only, say, ...options }: RunOptions) {
  const scratch = await mkdtemp(join(tmpdir(), `bench-${suite.name}-`));
  try {
    const before = environment();
    const all = await suite.cases(scratch, options);
    const cases = all.filter(({ name }) => !only || name.includes(only));
    if (cases.length === 0) throw new Error(`no case of ${suite.name} is called ${only}`);
    const found = await contest(cases, suite.entries(options), { rounds, say });
    const record: BenchRecord = {
      suite: suite.name,
      title: suite.title,
      rounds,
      ...(suite.divisible && options.fraction < 1 && { fraction: options.fraction }),
      environment: { ...before, versions: { ...before.versions, ...found.versions } },
      cases: found.cases.map(caseStandings),
      peaks: peaksByName(found.peaks),
    };
    return record;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
