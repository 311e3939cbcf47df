/**
 * What `npm run tune` prints while it runs: lines to read or, with `--json`, an object per line.
 */
import { join } from 'node:path';
import { defaultsOf, written } from '../experiments/runs/flags';
import { systemNamed } from '../experiments/systems/systems';
import type { Finished } from '../experiments/tuning/finish';
import type { RankedTrial } from '../experiments/tuning/ranking';
import { type TuningRecord, trialFlags } from '../experiments/tuning/record';
import type { Trial } from '../experiments/tuning/search';
import type { Study } from '../experiments/tuning/study';
import { rungSteps } from '../lib/tuning/halving';
import type { ParameterRange } from '../lib/tuning/search-space';
import { complain, count, print, say } from './say';
import { shellQuoted } from './shell-quoted';
import { refitText, trialRow, trialsHeading, tuningText } from './tuning-text';

/** Functions that print the events of a search. */
export interface TuningReport {
  /** The search begins. */
  onSearch(search: SearchStart): void;
  /** What it needs is prepared, and that was all. */
  onPlanned(): void;
  /**
   * A trial was trained, in full or up to a rung. `all` are the trials so far, this one included.
   */
  onTrial(trial: Trial, all: readonly Trial[]): void;
  /** This share is done. `isComplete`: so are all others. */
  onShard(isComplete: boolean): void;
  /** All trials are done. */
  onDone(end: SearchEnd): void;
  onStopped(): void;
}

/** What is known of a search when it begins. */
export interface SearchStart {
  data: TuningRecord['data'] & { what: string };
  /** The trials that were asked for. */
  asked: number;
  /** The trials that the space has. */
  trials: number;
}

/** What has come of a search. */
export interface SearchEnd extends Finished {
  trials: readonly Trial[];
  /** How long the trials of this call took. */
  seconds: number;
}

/** Returns the report of a study in a folder. */
export function tuningReport(study: Study, folder: string, asJson: boolean): TuningReport {
  return asJson ? jsonReport(study, folder) : textReport(study, folder);
}

function jsonReport(study: Study, folder: string): TuningReport {
  return {
    onSearch: ({ trials, data }) => print({ event: 'search', folder, trials, study, data }),
    onPlanned: () => print({ event: 'plan', folder }),
    onTrial: ({ rungs, ...trial }) =>
      print({ event: 'trial', ...trial, rungs: rungs.map((results) => results.map(withoutExamples)) }),
    onShard: (complete) => print({ event: 'shard', folder, complete }),
    onDone({ record, refitted }) {
      print({ event: 'done', folder, ...record });
      if (refitted) print({ event: 'refit', folder, ...refitted });
    },
    onStopped: () => print({ event: 'stopped', folder }),
  };
}

function withoutExamples<T extends object>(result: T): T {
  const { examples: _, ...others } = result as T & { examples?: unknown };
  return others as T;
}

function textReport(study: Study, folder: string): TuningReport {
  let hasHeading = false;
  return {
    onSearch: (search) => describe(study, folder, search),
    onPlanned: () => say('The search is prepared: run the shards, --shard 1/n to n/n.'),
    onTrial(trial, all) {
      if (!hasHeading) say(trialsHeading(study));
      hasHeading = true;
      say(trialRow(study, trial, all));
    },
    onShard: (isComplete) =>
      say(
        `${isComplete ? 'All trials are done. The' : 'This shard is done. When all are, the'} same command with --merge instead of --shard ends the search.`,
      ),
    onDone({ trials, ranking, record, chart, refitted, seconds }) {
      say(`\n${tuningText(study, trials, ranking, record.importances)}`);
      const [best] = ranking;
      if (best) say(`\nTo train it again: ${commandOf(study, best)}`);
      if (best) say(`Best checkpoint: ${join(folder, best.results[0]!.run)}`);
      say(`Record and chart: ${join(folder, 'tuning.json')}, ${chart}`);
      if (hasHeading) say(`This call took ${count(Math.round(seconds))} seconds.`);
      if (refitted) say(`\n${refitText(refitted)}`);
    },
    onStopped: () => say(`Stopped. The search is saved in ${folder}: the same command goes on.`),
  };
}

/** The ends of a linear range that differ by more than this were probably meant for `:log`. */
const ORDERS = 30;

function describe(study: Study, folder: string, { data, asked, trials }: SearchStart): void {
  const { system, space, rungs, eta, seeds } = study;
  if (trials < asked) complain(`There are only ${count(trials)} combinations, so there are as many trials.`);
  for (const [name, range] of Object.entries(space))
    if (isProbablyLog(range))
      complain(`${name}: nearly all values are drawn near ${range.to}. With :log, small ones are as likely.`);
  const how = rungs === 1 ? 'random search' : `successive halving, ${rungs} rungs, one in ${eta} goes on`;
  const each = seeds.length > 1 ? `, ${seeds.length} seeds each` : '';
  say(
    `Data: ${data.what}: ${count(data.train)} for training, ${count(data.validation)} for validation, the same for all trials`,
  );
  say(`Search: ${system}, ${how}, ${count(trials)} trials${each}`);
  say(`Folder: ${folder}`);
}

function isProbablyLog(range: ParameterRange): range is Exclude<ParameterRange, { kind: 'choice' }> {
  if (range.kind !== 'number' || range.scale === 'log') return false;
  return range.from > 0 && range.to > ORDERS * range.from;
}

/** Returns the command that trains a trial. */
function commandOf(study: Study, { trial, results }: RankedTrial): string {
  const system = systemNamed(study.system);
  const flags = trialFlags(study, trial.hyperparameters, defaultsOf(system.flags));
  const [every] = rungSteps(results[0]!.steps, study);
  if (study.rungs > 1) flags.push(['validate_every', every!]);
  const given = flags.map(([name, value]) => `--${name} ${shellQuoted(written(value))}`);
  return ['npm run -s train --', `--model ${system.name}`, ...given].join(' ');
}
