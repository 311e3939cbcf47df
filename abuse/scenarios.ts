import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { hasCheckpoint, newestRuns } from '../lib/checkpoints/run-folder';
import { cpuSecondsOfChildren, lastLine, type Started, start } from './program';
import type { Outcomes } from './record';
import { leftovers, newFolder, resumeCommand, trainCommand, writeTexts } from './training';

/** A scenario: returns the outcome of one of its runs. */
type Scenario = (folder: string, random: () => number) => Promise<string>;

/** The scenarios by name, and what is done. */
export const SCENARIOS: Record<string, { what: string; once: Scenario }> = {
  'two-at-once': { what: 'two processes resume one run', once: twoAtOnce },
  'full-disk': { what: 'training on a disk of random size that fills up', once: fullDisk },
};

const startTraining = (...args: Parameters<typeof trainCommand>): Started => start(trainCommand(...args));
const resumeTraining = (run: string): Started => start(resumeCommand(run));

async function twoAtOnce(folder: string): Promise<string> {
  const checkpoints = join(folder, 'two');
  const first = startTraining(writeTexts(folder), checkpoints, join(folder, 'logs'));
  while (!hasSteps(checkpoints)) await wait(100);
  first.process.kill('SIGKILL');
  await first.ended;
  const [run = ''] = newestRuns(checkpoints);
  const ended = await Promise.all([resumeTraining(run).ended, resumeTraining(run).ended]);
  const refused = ended.filter(({ printed }) => /is working on the run|has finished its/.test(printed));
  const done = ended.filter(({ code }) => code === 0);
  if (done.length === 1 && refused.length === 1) return 'one was refused, the other ended well';
  return `FAULT: ${ended.map(({ printed }) => lastLine(printed)).join(' / ')}`;
}

/** Returns whether a run has saved a checkpoint. */
function hasSteps(checkpoints: string): boolean {
  const [run] = newestRuns(checkpoints);
  return run !== undefined && hasCheckpoint(run);
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
    const [run] = newestRuns(join(disk, 'checkpoints'));
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

/**
 * Runs a scenario several times.
 *
 * @param name that of the scenario
 */
export async function repeat(
  name: string,
  times: number,
  scratch: string,
  { random, onRound }: { random: () => number; onRound: (outcomes: Outcomes) => Promise<void> },
): Promise<Outcomes> {
  const { what, once } = SCENARIOS[name]!;
  const all: Outcomes = { what, times: 0, outcomes: {}, cpuSeconds: 0 };
  for (let n = 0; n < times; n++) {
    const cpu = cpuSecondsOfChildren();
    const folder = newFolder(scratch, `${n}`);
    const outcome = await once(folder, random);
    rmSync(folder, { recursive: true, force: true });
    all.cpuSeconds! += cpuSecondsOfChildren() - cpu;
    all.times++;
    all.outcomes[outcome] = (all.outcomes[outcome] ?? 0) + 1;
    await onRound(all);
  }
  return all;
}
