import pc from 'picocolors';
import { markdownTable } from '../lib/markdown';
import type { Environment } from './environment';
import type { BenchRecord, CaseStandings, Standing } from './standings';

/** Returns the record of a suite for a terminal: the ratio to our time, then the time. */
export function terminalReport(record: BenchRecord): string {
  const lines = [pc.bold(record.title), setting(record)];
  for (const benchCase of record.cases) {
    lines.push('', pc.bold(benchCase.name));
    if (benchCase.refused) lines.push(pc.red(`  no times, because the answers differ: ${benchCase.refused}`));
    lines.push(...benchCase.standings.map((standing) => terminalRow(standing, benchCase)));
  }
  if (record.peaks.length > 0) lines.push('', pc.bold('peak memory'));
  for (const { name, peakMB } of record.peaks)
    lines.push(`  ${name.padEnd(NAME)}${`${peakMB} MB`.padStart(TIME)}`);
  return lines.join('\n');
}

/**
 * Returns the record of a suite as a Markdown table, a row per case, and the environment below
 * it.
 */
export function markdownReport(record: BenchRecord): string {
  const names = [...new Set(record.cases.flatMap(({ standings }) => standings.map(({ name }) => name)))];
  const rows = record.cases.map((benchCase) => [benchCase.name, ...markdownRow(benchCase, names)]);
  if (record.peaks.length > 0) {
    const peakOf = (name: string) => record.peaks.find((peak) => peak.name === name)?.peakMB;
    rows.push(['peak memory', ...names.map((name) => (peakOf(name) ? `${peakOf(name)} MB` : ''))]);
  }
  if (record.sizes) {
    const sizeOf = (name: string) => record.sizes!.find((size) => size.name === name)?.bytes;
    rows.push([
      'installed',
      ...names.map((name) => (sizeOf(name) ? `${figures(sizeOf(name)! / 1e6)} MB` : '')),
    ]);
  }
  const lines = setting(record).replace(/([.;]) /g, '$1\n');
  return [markdownTable([['', ...names], ...rows]), '', lines].join('\n');
}

const [NAME, RATIO, TIME] = [22, 10, 18];

function terminalRow(standing: Standing, { perSecond }: CaseStandings): string {
  const name = `  ${standing.name.padEnd(NAME)}`;
  if (standing.failed) return pc.red(`${name}failed: ${standing.failed.replaceAll('\n', '\n    ')}`);
  const ratio = standing.ratio === undefined ? '' : `${figures(standing.ratio)} x`;
  return `${name}${pc.bold(ratio.padStart(RATIO))}${amount(standing, perSecond).padStart(TIME)}  ${details(standing)}`.trimEnd();
}

function markdownRow({ refused, perSecond, standings }: CaseStandings, names: readonly string[]): string[] {
  if (refused) return names.map((_, at) => (at === 0 ? 'the answers differ' : ''));
  return names.map((name) => {
    const standing = standings.find((one) => one.name === name);
    if (!standing) return '';
    if (standing.failed) return 'failed';
    const shown = [amount(standing, perSecond), details(standing)].filter(Boolean).join(', ');
    return standing === standings[0] ? shown : `**${figures(standing.ratio ?? Number.NaN)} x** (${shown})`;
  });
}

function amount({ median = Number.NaN }: Standing, perSecond: string | undefined): string {
  if (perSecond) return `${figures(1000 / median)} ${perSecond}/s`;
  return median < 10_000 ? `${figures(median)} ms` : `${figures(median / 1000)} s`;
}

function details({ variant, note, peakMB }: Standing): string {
  return [variant, note, peakMB && `${peakMB} MB`].filter(Boolean).join(', ');
}

/** Formats a number with three significant digits, without an exponent. */
function figures(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 3 });
}

function setting({ rounds, fraction, environment }: BenchRecord): string {
  const share = fraction === undefined ? '' : `, on ${figures(100 * fraction)} % of the data`;
  const runs = rounds === 1 ? 'One run' : `Medians of up to ${rounds} runs`;
  return `${runs}${share}. ${machine(environment)}`;
}

function machine({ date, processor, cores, memoryGiB, system, load, versions }: Environment): string {
  const all = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${date} UTC, ${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}, load ${load}; ${all.join(', ')}`;
}
