import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Outcomes } from './record';
import {
  finalWeights,
  leftovers,
  newFolder,
  resumeTraining,
  runsIn,
  startTraining,
  type Training,
  writeTexts,
} from './training';

/** A scenario: returns the outcome of one of its runs. */
type Scenario = (folder: string, random: () => number) => Promise<string>;

/** The scenarios, by what is done. */
export const SCENARIOS: Record<string, Scenario> = {
  'training killed at a random moment, then resumed': killed,
  'two processes resume one run': twoAtOnce,
  'training on a disk of random size that fills up': fullDisk,
};

async function killed(folder: string, random: () => number): Promise<string> {
  const texts = writeTexts(folder);
  const checkpoints = join(folder, 'killed');
  const training = startTraining(texts, checkpoints, join(folder, 'logs'));
  void killBetween(training, checkpoints, random);
  const { code } = await training.ended;
  const [run] = runsIn(checkpoints);
  if (!run) return 'it had saved nothing yet';
  if (code !== 0) {
    const resumed = await resumeTraining(run).ended;
    if (/there is no checkpoint/.test(resumed.printed)) return 'it had saved nothing yet';
    if (resumed.code !== 0) return `FAULT: ${lastLine(resumed.printed)}`;
  }
  const left = leftovers(run);
  if (left.length > 0) return `FAULT: ${left.length} temporary or empty files are left`;
  const whole = startTraining(texts, join(folder, 'whole'), join(folder, 'logs'));
  await whole.ended;
  const [other = ''] = runsIn(join(folder, 'whole'));
  return finalWeights(run) === finalWeights(other)
    ? 'ended with the weights of a run that was not killed, nothing left over'
    : 'FAULT: other weights';
}

/** Kills a training at its start, one time in ten, or at a random moment of its first steps. */
async function killBetween(training: Training, checkpoints: string, random: () => number): Promise<void> {
  const atStart = random() < 0.1;
  while (!atStart && training.process.exitCode === null && !hasSteps(checkpoints)) await wait(20);
  await wait(1000 * random());
  training.process.kill('SIGKILL');
}

async function twoAtOnce(folder: string): Promise<string> {
  const checkpoints = join(folder, 'two');
  const first = startTraining(writeTexts(folder), checkpoints, join(folder, 'logs'));
  while (!hasSteps(checkpoints)) await wait(100);
  first.process.kill('SIGKILL');
  await first.ended;
  const [run = ''] = runsIn(checkpoints);
  const ended = await Promise.all([resumeTraining(run).ended, resumeTraining(run).ended]);
  const refused = ended.filter(({ printed }) => /is working on the run|has finished its/.test(printed));
  const done = ended.filter(({ code }) => code === 0);
  if (done.length === 1 && refused.length === 1) return 'one was refused, the other ended well';
  return `FAULT: ${ended.map(({ printed }) => lastLine(printed)).join(' / ')}`;
}

/** Returns whether a run has saved a checkpoint. */
function hasSteps(checkpoints: string): boolean {
  const [run] = runsIn(checkpoints);
  return run !== undefined && readdirSync(run).some((name) => /^step-\d+$/.test(name));
}

async function fullDisk(folder: string, random: () => number): Promise<string> {
  const disk = newFolder(folder, 'disk');
  const kilobytes = Math.round(16 + 64 * random());
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    return 'not tried: a small disk can be mounted on Linux by its superuser only';
  }
  try {
    const training = startTraining(writeTexts(folder), join(disk, 'checkpoints'), join(folder, 'logs'));
    const { code, printed } = await training.ended;
    const left = leftovers(disk);
    if (left.length > 0) return `FAULT: ${left.length} temporary or empty files are left`;
    if (code === 0) return 'there was room enough';
    if (!/cannot be written: the disk is full/.test(printed)) return `FAULT: ${lastLine(printed)}`;
    const [run] = runsIn(join(disk, 'checkpoints'));
    if (!run) return 'named the full disk, nothing left over, nothing saved yet';
    if (!printed.includes(`--resume ${run}`)) return 'FAULT: no line how to resume';
    execFileSync('mount', ['-o', 'remount,size=8m', disk]);
    const resumed = await resumeTraining(run).ended;
    return resumed.code === 0
      ? 'named the full disk and how to resume; with room again it ended well'
      : `FAULT: ${lastLine(resumed.printed)}`;
  } finally {
    execFileSync('umount', [disk]);
  }
}

/** Runs a scenario several times. */
export async function repeat(
  what: string,
  times: number,
  scratch: string,
  { random, onOutcome }: { random: () => number; onOutcome: (outcome: string) => void },
): Promise<Outcomes> {
  const outcomes: Record<string, number> = {};
  for (let n = 0; n < times; n++) {
    const folder = newFolder(scratch, `${n}`);
    const outcome = await SCENARIOS[what]!(folder, random);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    onOutcome(outcome);
    rmSync(folder, { recursive: true, force: true });
  }
  return { what, times, outcomes };
}

function lastLine(printed: string): string {
  return printed.trim().split('\n').at(-1) ?? '';
}
