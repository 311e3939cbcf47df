import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Job, nextJob, rungSteps } from '../../lib/tuning';

interface Simulation {
  jobs: Job[];
  losses: number[][];
}

/**
 * Runs a search in which `workers` jobs are worked on at a time, and `pick` says which of them ends
 * next.
 */
function simulate(
  trials: number,
  rules: { rungs: number; eta: number },
  lossOf: (job: Job) => number,
  { workers = 1, pick = () => 0 }: { workers?: number; pick?: (running: number) => number } = {},
): Simulation {
  const losses: number[][] = Array.from({ length: trials }, () => []);
  const jobs: Job[] = [];
  let running: Job[] = [];
  const isStarted = (job: Job) => running.some((one) => one.trial === job.trial && one.rung === job.rung);
  for (;;) {
    let job: Job | undefined;
    while (running.length < workers) {
      job = nextJob({ losses, ...rules, isStarted });
      if (!job) break;
      jobs.push(job);
      running = [...running, job];
    }
    if (running.length === 0) return { jobs, losses };
    const [done] = running.splice(pick(running.length) % running.length, 1) as [Job];
    losses[done.trial]!.push(lossOf(done));
  }
}

const setting = fc.record({
  trials: fc.integer({ min: 1, max: 30 }),
  rungs: fc.integer({ min: 1, max: 4 }),
  eta: fc.integer({ min: 2, max: 4 }),
  workers: fc.integer({ min: 1, max: 5 }),
  picks: fc.array(fc.nat(100), { minLength: 1, maxLength: 20 }),
  table: fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(Infinity)), {
    minLength: 120,
    maxLength: 120,
  }),
});

describe('nextJob', () => {
  it('whatever the losses and the order in which jobs end, each job is done once, after the rung below', () => {
    fc.assert(
      fc.property(setting, ({ trials, rungs, eta, workers, picks, table }) => {
        let n = 0;
        const { jobs, losses } = simulate(
          trials,
          { rungs, eta },
          ({ trial, rung }) => table[4 * trial + rung]!,
          {
            workers,
            pick: () => picks[n++ % picks.length]!,
          },
        );
        const names = jobs.map(({ trial, rung }) => `${trial}/${rung}`);
        expect(new Set(names).size).toBe(names.length);
        for (const [at, { trial, rung }] of jobs.entries())
          if (rung > 0) expect(names.slice(0, at)).toContain(`${trial}/${rung - 1}`);
        expect(losses.every((known) => known.length >= 1)).toBe(true);
        // A trial that failed never goes on.
        for (const known of losses) expect(known.slice(0, -1)).not.toContain(Infinity);
        const mayEnd = losses.some((known) => known.every((loss) => loss < Infinity));
        if (mayEnd) expect(losses.some((known) => known.length === rungs)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('finds the best trial of a made-up objective whose order is the same at every rung', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 2, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        (trials, rungs, eta, workers, shifts) => {
          // The loss falls with the rung; its minimum over the trials is at one whose shift is
          // least.
          const { losses } = simulate(
            trials,
            { rungs, eta },
            ({ trial, rung }) => shifts[trial]! + 1 / (1 + rung),
            {
              workers,
            },
          );
          const least = Math.min(...shifts.slice(0, trials));
          const complete = losses.flatMap((known, trial) => (known.length === rungs ? [shifts[trial]!] : []));
          expect(Math.min(...complete)).toBe(least);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('one worker trains 9 trials for 1, 3 and 9 parts, about a third of them each time', () => {
    const { losses } = simulate(9, { rungs: 3, eta: 3 }, ({ trial }) => 1 - trial / 10);
    const reached = (rung: number) => losses.filter((known) => known.length > rung).length;
    expect([reached(0), reached(1), reached(2)]).toEqual([9, 7, 5]); // each was the best when it came
    const falling = simulate(9, { rungs: 3, eta: 3 }, ({ trial }) => trial / 10).losses;
    expect(falling.map((known) => known.length)).toEqual([3, 2, 2, 1, 1, 1, 1, 1, 1]);
  });

  it('a shard promotes only its own trials, by the results of all', () => {
    const rules = { rungs: 2, eta: 2 };
    const losses = [[0.1], [0.4], [0.3], [0.2]];
    const isOwn = (trial: number) => trial % 2 === 1;
    expect(nextJob({ losses, ...rules })).toEqual({ trial: 0, rung: 1 });
    expect(nextJob({ losses, ...rules, isOwn })).toEqual({ trial: 3, rung: 1 });
    expect(nextJob({ losses: [[0.1], [0.4], [0.3], [0.2, 0.2]], ...rules, isOwn })).toBeUndefined();
  });
});

describe('rungSteps', () => {
  it('the last rung is the whole training, and each one is about eta times longer than the one below', () => {
    expect(rungSteps(900, { rungs: 3, eta: 3 })).toEqual([100, 300, 900]);
    expect(rungSteps(1000, { rungs: 3, eta: 3 })).toEqual([111, 333, 1000]);
    expect(rungSteps(5, { rungs: 4, eta: 3 })).toEqual([1, 3, 5, 5]);
    expect(rungSteps(7, { rungs: 1, eta: 3 })).toEqual([7]);
  });
});
