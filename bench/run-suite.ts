import { rm } from 'node:fs/promises';
import { scratchFolder } from '../lib/files/temporary';
import { contest } from './contest';
import { environment } from './environment';
import { type BenchRecord, caseStandings, peaksByName } from './standings';
import type { Suite, SuiteOptions } from './suite';

interface RunOptions extends SuiteOptions {
  /** Default: the rounds of the suite. */
  rounds?: number;
  /** Run only the cases with this text in their name. */
  only?: string;
  /** Called with the name of the next case. */
  say?: (what: string) => void;
}

/** Runs a suite and returns its record. @throws if no case matches `only` */
export async function runSuite(suite: Suite, { rounds = suite.rounds, only, say, ...options }: RunOptions) {
  const scratch = scratchFolder(`bench-${suite.name}`);
  try {
    const before = environment();
    const all = await suite.cases(scratch, options);
    const cases = all.filter(({ name }) => !only || name.includes(only));
    if (cases.length === 0) throw new Error(`${suite.name} has no case ${only}`);
    const found = await contest(cases, suite.entries(options), { rounds, say });
    const sizes = await suite.sizes?.();
    const record: BenchRecord = {
      suite: suite.name,
      title: suite.title,
      rounds,
      ...(suite.divisible && options.fraction < 1 && { fraction: options.fraction }),
      environment: { ...before, versions: { ...before.versions, ...found.versions } },
      cases: found.cases.map(caseStandings),
      peaks: peaksByName(found.peaks),
      ...(sizes && { sizes }),
    };
    return record;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
