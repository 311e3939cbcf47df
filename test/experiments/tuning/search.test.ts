import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultsOf, type FlagValues } from '../../../experiments/runs/flags';
import type { CommonValues } from '../../../experiments/runs/system';
import { systemNamed } from '../../../experiments/systems/systems';
import { tuningChart } from '../../../experiments/tuning/chart';
import { parseSpace } from '../../../experiments/tuning/parameter';
import { rankTrials } from '../../../experiments/tuning/ranking';
import { isComplete, search, type Trial } from '../../../experiments/tuning/search';
import { dataOfStudy, OUTPUT_FLAGS, type Study } from '../../../experiments/tuning/study';
import { preparedFor, workOnTrial } from '../../../experiments/tuning/trial';
import { lockTrial, removeRuns } from '../../../experiments/tuning/trial-lock';
import type { TrainedResult } from '../../../experiments/tuning/trial-result';
import { ready } from '../../../lib/backend';
import { owner } from '../../../lib/files/owner';
import { drawTrials } from '../../../lib/tuning/search-space';
import { doUnit, type NamedUnit } from '../../../lib/units';
import { writeCsv } from '../systems/corpus';

const dir = mkdtempSync(join(tmpdir(), 'search-'));
beforeAll(() => ready());
afterAll(() => rmSync(dir, { recursive: true }));

const simple = systemNamed('simple');

function studyOf(changed: Partial<Study> = {}): Study {
  const flags = {
    ...defaultsOf(simple.flags as never),
    data: writeCsv(join(dir, 'data')),
    ...{ stopwords_file: null, hidden_size: 3, embedding_size: 4, train_steps: 6, batch_size: 8 },
  } as Study['flags'];
  for (const name of OUTPUT_FLAGS) delete (flags as FlagValues)[name];
  const space = parseSpace(['learning_rate=1e-3..1e-1:log'], simple);
  return { system: 'simple', flags, space, rungs: 2, eta: 2, searchSeed: 0, seeds: [0], ...changed };
}

describe('search', () => {
  it('a queue gets all jobs that can be done now, rung by rung, and the results are the same', async () => {
    const study = studyOf();
    const prepared = await preparedFor(simple, study.flags as CommonValues & FlagValues);
    const data = dataOfStudy(study, simple, prepared);
    const one = await search(study, data, { folder: join(dir, 'one'), trials: 4 });
    const rounds: number[] = [];
    const folder = join(dir, 'many');
    const doAll = async (units: readonly NamedUnit[]) => {
      rounds.push(units.length);
      for (const unit of units) await doUnit(unit, workOnTrial, { folder });
      return [];
    };
    const many = await search(study, data, { folder, trials: 4, doAll });
    expect(rounds).toEqual([4, 2]);
    expect(isComplete(study, many)).toBe(true);
    const losses = (trials: Trial[], rung: number) => trials.map(({ rungs }) => lossOf(rungs[rung]?.[0]));
    expect(losses(many, 0)).toEqual(losses(one, 0));
    // Which trials go on may differ; those that both searches promote have the same losses.
    const promoted = [many, one].map((trials) => losses(trials, 1));
    const both = promoted[0]!.flatMap((loss, at) =>
      loss && promoted[1]![at] ? [[loss, promoted[1]![at]]] : [],
    );
    expect(both.length).toBeGreaterThan(0);
    for (const [queued, alone] of both) expect(queued).toBe(alone);
    const [best] = rankTrials(study, many);
    expect(best!.trial.number).toBe(rankTrials(study, one)[0]!.trial.number);
  });

  it('a trial that died on another machine is left for the end, and then waited for', async () => {
    const study = studyOf({ searchSeed: 1 });
    const prepared = await preparedFor(simple, study.flags as CommonValues & FlagValues);
    const folder = join(dir, 'locked');
    const trained: number[] = [];
    const said: string[] = [];
    const runs = () =>
      readdirSync(join(folder, 'runs')).flatMap((trial) =>
        readdirSync(join(folder, 'runs', trial)).map((run) => join(folder, 'runs', trial, run)),
      );
    const found = await search(study, dataOfStudy(study, simple, prepared), {
      ...{ folder, trials: 4, retry: 10 },
      onTrial({ number }, all) {
        trained.push(number);
        if (all.every(({ rungs }) => rungs.length < 2))
          for (const run of runs()) writeFileSync(join(run, 'run.lock'), 'elsewhere-1 2 600000\n');
      },
      onWait(message) {
        said.push(message);
        for (const run of runs()) rmSync(join(run, 'run.lock'), { force: true });
      },
    });
    expect(trained.slice(0, 4)).toEqual([0, 1, 2, 3]); // although some were due for the next rung
    expect(said).toEqual([expect.stringMatching(/^Waiting for trial \d: another process .* 10 minutes/)]);
    expect(isComplete(study, found)).toBe(true);
  });

  it('two searches on one folder share the trials, and remove nothing that the other one needs', async () => {
    const study = studyOf({ searchSeed: 2, rungs: 1 });
    const prepared = await preparedFor(simple, study.flags as CommonValues & FlagValues);
    const data = dataOfStudy(study, simple, prepared);
    const folder = join(dir, 'shared');
    const [one, other] = await Promise.all(
      [0, 1].map(() => search(study, data, { folder, trials: 5, retry: 10 })),
    );
    expect(one).toEqual(other);
    expect(isComplete(study, one!)).toBe(true);
    const [best] = rankTrials(study, one!);
    expect(best!.results.map(({ run }) => dirname(run))).toEqual(
      readdirSync(join(folder, 'runs')).map((name) => `runs/${name}`),
    );
  });

  it('the runs of a trial that another process works on are not removed', async () => {
    const runs = join(dir, 'busy', '0123');
    mkdirSync(runs, { recursive: true });
    const lock = lockTrial(runs);
    await removeRuns(runs);
    expect(readdirSync(join(dir, 'busy'))).toEqual(['0123', '0123.lock']);
    lock.release();
    await removeRuns(runs);
    expect(readdirSync(join(dir, 'busy'))).toEqual([]);
  });

  it('a trial that needs more memory than there is has no result, and the others are trained', async () => {
    const space = parseSpace(['hidden_size=3,4,1000000'], simple);
    const study = studyOf({ space, rungs: 1 });
    const prepared = await preparedFor(simple, study.flags as CommonValues & FlagValues);
    const data = dataOfStudy(study, simple, prepared);
    const where = { folder: join(dir, 'large'), trials: 3 };
    const said: string[] = [];
    const onLeftOut = (line: string) => said.push(line);
    const large = drawTrials(space, 3, 0).findIndex(({ hidden_size }) => hidden_size === 1_000_000);
    const needs = `trial ${large}: --hidden_size 1000000 .*: training needs at least`;
    await expect(search(study, data, { ...where, onLeftOut })).rejects.toThrow(
      new RegExp(`^1 trial has no result:\n  ${needs}.*\n.*more memory; or, with --error_score nan`),
    );
    expect(said).toEqual([expect.stringMatching(new RegExp(`Trial ${large} is left out: --hidden_size`))]);
    expect(readdirSync(join(dir, 'large', 'results'))).toHaveLength(2);
    await expect(search(study, data, { ...where, trains: false })).rejects.toThrow(
      `1 trial has no result in ${where.folder}: trial ${large}. Run their shards again; or, with`,
    );
    for (const trains of [true, false]) {
      const found = await search(study, data, { ...where, trains, errorScore: 'nan' });
      expect(rankTrials(study, found)).toHaveLength(2);
      expect(found[large]!.rungs).toMatchObject([
        [{ failed: trains ? expect.stringMatching(/needs at least/) : 'no result' }],
      ]);
    }
    expect(readdirSync(join(dir, 'large', 'results'))).toHaveLength(2); // another machine may train it
    // So it is where a queue has set it aside.
    const doAll = async (units: readonly NamedUnit[]) => units.map((unit) => ({ unit, error: 'it died' }));
    await expect(search(study, data, { ...where, doAll })).rejects.toThrow(`trial ${large}: it died`);
  });

  it('a shard leaves a trial whose process died for the end, and as failed it is left out', async () => {
    const study = studyOf({ searchSeed: 2, rungs: 1 });
    const prepared = await preparedFor(simple, study.flags as CommonValues & FlagValues);
    const data = dataOfStudy(study, simple, prepared);
    const where = { folder: join(dir, 'died'), trials: 3 };
    const stopped = new Error('stopped');
    const onTrial = () => {
      throw stopped;
    };
    await expect(search(study, data, { ...where, onTrial })).rejects.toBe(stopped);
    rmSync(join(where.folder, 'results'), { recursive: true });
    const [trial = ''] = readdirSync(join(where.folder, 'runs'));
    const [run = ''] = readdirSync(join(where.folder, 'runs', trial));
    const dead = owner().replace(/\d+$/, '4194305'); // larger than any process id
    writeFileSync(join(where.folder, 'runs', trial, run, 'run.lock'), `${dead} 1 600000\n`);
    cpSync(where.folder, join(dir, 'died-as-failed'), { recursive: true });
    const order: number[] = [];
    await search(study, data, {
      ...{ ...where, shard: { number: 1, of: 1 } },
      onTrial: ({ number }) => order.push(number),
    });
    expect(order).toEqual([1, 2, 0]);
    const others: number[] = [];
    const onOthers = (results: number) => others.push(results);
    expect(await search(study, data, { ...where, trials: 2, onOthers })).toHaveLength(2);
    expect(await search(study, data, { ...where, onOthers })).toHaveLength(3);
    expect(others).toEqual([1]); // the third trial
    const failed = await search(study, data, {
      ...{ folder: join(dir, 'died-as-failed'), trials: 3, errorScore: 'nan' },
    });
    const early = join(where.folder, 'runs', trial, '1'); // it died before its first checkpoint
    mkdirSync(join(early, 'step-1.a-2-3.tmp'), { recursive: true });
    writeFileSync(join(early, 'run.lock'), `${dead} 1 600000\n`);
    rmSync(join(where.folder, 'results'), { recursive: true });
    await search(study, data, { ...where, trials: 1 });
    expect(readdirSync(join(where.folder, 'runs', trial))).toHaveLength(1);
    expect(failed[0]!.rungs).toMatchObject([[{ failed: expect.stringMatching(/^the process .* died/) }]]);
    expect(rankTrials(study, failed)).toHaveLength(2);
  });
});

function lossOf(result: Trial['rungs'][number][number] | undefined): number | undefined {
  return result && result.failed === undefined ? result.loss : undefined;
}

/** Returns a trial whose example losses are these, for each seed. */
function trialOf(number: number, ...seeds: number[][]): Trial {
  const results = seeds.map((losses): TrainedResult => {
    const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
    return {
      ...{ format: 1, step: 9, steps: 9, finished: true, loss, accuracy: 0.5, bestStep: 9, validation: [] },
      ...{ trainableParameters: 1, seconds: 1, run: 'runs/a/1', backend: 'cpu', date: '' },
      examples: { losses, correct: losses.map(() => 1) },
    };
  });
  return { number, hyperparameters: { rate: number }, rungs: [results] };
}

describe('rankTrials', () => {
  const study = studyOf({ rungs: 1 });
  const losses = Array.from({ length: 100 }, (_, at) => 0.5 + 0.3 * Math.sin(at));

  it('compares trials example by example: a small difference that all examples share is certain', () => {
    const shifted = trialOf(
      1,
      losses.map((loss) => loss + 0.01),
    );
    const ranked = rankTrials(study, [shifted, trialOf(0, losses)]);
    expect(ranked.map(({ trial }) => trial.number)).toEqual([0, 1]);
    expect(ranked[1]!.behind!.difference).toBeCloseTo(0.01, 6);
    expect(ranked[1]!.behind!.standardError).toBeLessThan(1e-6);
    expect(ranked[1]!.isTied).toBe(false);
    expect(rankTrials(study, [trialOf(3, losses), trialOf(0, losses)]).map(({ isTied }) => isTied)).toEqual([
      true,
      true,
    ]);
    const noisy = trialOf(
      2,
      losses.map((loss, at) => loss + (at % 2 === 0 ? 0.4 : -0.38)),
    );
    const [, second] = rankTrials(study, [noisy, trialOf(0, losses)]);
    expect(second!.behind!.standardError).toBeCloseTo(0.39 / Math.sqrt(99), 3);
    expect(second!.isTied).toBe(true);
  });

  it('adds the variance between seeds', () => {
    const shift = (by: number) => losses.map((loss) => loss + by);
    const trials = [trialOf(0, shift(0), shift(0.1)), trialOf(1, shift(0.05), shift(0.15))];
    const [, second] = rankTrials({ ...study, seeds: [0, 1] }, trials);
    expect(second!.behind!.standardError).toBeCloseTo(Math.sqrt(2 * (0.005 / 2)), 3);
  });

  it('leaves out trials that failed or were stopped early', () => {
    const failed = {
      ...trialOf(3, losses),
      rungs: [[{ format: 1, failed: 'NaN', finished: true, backend: '', date: '' }]],
    };
    const unfinished = { ...trialOf(4, losses), rungs: [] };
    const ranked = rankTrials(study, [failed as Trial, unfinished, trialOf(5, losses)]);
    expect(ranked.map(({ trial }) => trial.number)).toEqual([5]);
  });
});

describe('tuningChart', () => {
  it('has a panel for each hyperparameter, the most important first, and shows names as text', () => {
    const space = parseSpace(['hidden_size=3,4', 'learning_rate=1e-3..1e-1:log'], simple);
    const trials = [3, 4, 3].map((hidden_size, at) => ({
      hyperparameters: { hidden_size, learning_rate: 0.01 * (at + 1) },
      loss: at === 2 ? Number.POSITIVE_INFINITY : 0.5,
      isComplete: at === 0,
    }));
    const { svg, alt } = tuningChart(space, trials, [{ name: 'learning_rate', share: 0.5, p: 0.01 }]);
    expect(svg.match(/<circle/g)).toHaveLength(6);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(alt).toContain('learning_rate alone explains 50 % (p = 0.010). hidden_size: too few trials');
    const all = trials.map((trial) => ({ ...trial, loss: Number.POSITIVE_INFINITY }));
    expect(tuningChart(space, all, []).svg).not.toMatch(/NaN|Infinity/);
  });
});
