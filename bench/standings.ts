import type { CaseResult, ContestResult, Outcome } from './contest';
import type { Environment } from './environment';

/**
 * The result of a contestant in a case: its fastest variant. Times are milliseconds for one
 * piece of work.
 */
export interface Standing {
  name: string;
  variant?: string;
  /** The median divided by the median of the first contestant, which is ours. */
  ratio?: number;
  median?: number;
  fastest?: number;
  slowest?: number;
  runs: number;
  /** Peak memory of a process that was started only for this case. */
  peakMB?: number;
  note?: string;
  failed?: string;
}

/** The results of all contestants in a case. */
export interface CaseStandings {
  name: string;
  perSecond?: string;
  /** The differences between the answers. If there are any, there are no standings. */
  refused?: string;
  standings: Standing[];
}

/** The record of a suite, which is saved and printed as JSON. */
export interface BenchRecord {
  suite: string;
  title: string;
  rounds: number;
  /** The fraction of the data; absent if it is all. */
  fraction?: number;
  environment: Environment;
  cases: CaseStandings[];
  /** Peak memory of each contestant over all variants and cases. */
  peaks: { name: string; peakMB: number }[];
  /** What contestants take on the disk, if the suite knows. */
  sizes?: { name: string; bytes: number }[];
}

/**
 * Returns the standings of a case. Of each contestant, the variant with the lowest median
 * counts.
 */
export function caseStandings({
  case: { name, perSecond },
  outcomes,
  disagreements,
}: CaseResult): CaseStandings {
  const shown = { name, ...(perSecond && { perSecond }) };
  if (disagreements.length > 0) return { ...shown, refused: disagreements.join('; '), standings: [] };
  const names = [...new Set(outcomes.map((outcome) => outcome.name))];
  const standings = names.map((name) =>
    best(outcomes.filter((outcome) => outcome.name === name).map(standingOf)),
  );
  const ours = standings[0]?.median;
  return { ...shown, standings: standings.map((standing) => withRatio(standing, ours)) };
}

/** Returns the highest peak memory of each contestant. */
export function peaksByName(peaks: ContestResult['peaks']): BenchRecord['peaks'] {
  const highest = new Map<string, number>();
  for (const { name, bytes } of peaks) highest.set(name, Math.max(bytes, highest.get(name) ?? 0));
  return [...highest].map(([name, bytes]) => ({ name, peakMB: megabytes(bytes) }));
}

/** Returns the median; undefined if there are no values. */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 || sorted.length === 0
    ? sorted[half]
    : (sorted[half - 1]! + sorted[half]!) / 2;
}

function standingOf({ name, variant, times, note, failed, peakBytes }: Outcome): Standing {
  const shown = { name, ...(variant && { variant }), runs: times.length };
  if (failed) return { ...shown, failed };
  return {
    ...shown,
    median: rounded(median(times)),
    fastest: rounded(Math.min(...times)),
    slowest: rounded(Math.max(...times)),
    ...(peakBytes && { peakMB: megabytes(peakBytes) }),
    ...(note && { note }),
  };
}

function best(variants: Standing[]): Standing {
  return variants.reduce((a, b) => ((b.median ?? Infinity) < (a.median ?? Infinity) ? b : a));
}

function withRatio(standing: Standing, ours: number | undefined): Standing {
  if (standing.median === undefined || !ours) return standing;
  return { ...standing, ratio: rounded(standing.median / ours) };
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toPrecision(4));
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
