/**
 * Commands that are killed at random moments, and started again until they have done their work.
 */
import { type Dirent, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { checkFolders } from '../lib/files/check-folders';
import { type Command, cpuSecondsOfChildren, killGroup, lastLine, lastOf, start } from './program';
import type { Outcomes } from './record';
import { leftovers, newFolder } from './training';

/** A command that can be killed. */
export interface Stage {
  /**
   * Returns the command that does, or goes on with, the work in `folder`; undefined if the work is
   * done and the command would refuse to do it again.
   */
  next(folder: string): Command | undefined;
  /** Returns what was made, without dates and times, so that equal work has equal results. */
  result(folder: string): string | Promise<string>;
}

/** So often the work in one folder is killed, before it may end. */
const KILLS_IN_A_ROW = 5;
/**
 * The share of kills at any moment from the start on. The others come once something was written.
 */
const AT_ANY_MOMENT = 0.3;
/** What a killed process has started must end by itself within this time. */
const LAST_SECONDS = 30;
/** Changes are looked for this deep, so often. */
const [DEPTH, PAUSE] = [3, 20]; // PAUSE in ms

/** What a round did. */
interface Round {
  kills: number;
  outcome: string;
}

/** Options of `killOften`. */
export interface KillOptions {
  kills: number;
  /** The folder that the work is done in. */
  scratch: string;
  random: () => number;
  /** Called after each round with all outcomes so far. */
  onRound(outcomes: Outcomes): void | Promise<void>;
}

/**
 * Kills a command as often as asked, in rounds: up to five times in a row in one folder, then the
 * work may end. The result must be that of work that was not killed, and nothing may be left over.
 *
 * @param name that of the command
 * @param stage the prepared stage
 */
export async function killOften(
  name: string,
  stage: Stage,
  { kills, scratch, random, onRound }: KillOptions,
): Promise<Outcomes> {
  const all: Outcomes = {
    what: `\`${name}\` killed at random moments`,
    times: 0,
    outcomes: {},
    cpuSeconds: 0,
  };
  const whole = newFolder(scratch, 'whole');
  const timing = await timed(stage, whole);
  const wanted = await stage.result(whole);
  for (let n = 0; all.times < kills && n < 3 * kills; n++) {
    const cpu = cpuSecondsOfChildren();
    const folder = newFolder(scratch, `${n}`);
    const most = Math.min(KILLS_IN_A_ROW, kills - all.times);
    const round = await killedInARow(stage, folder, { most, timing, wanted, random });
    rmSync(folder, { recursive: true, force: true });
    all.cpuSeconds! += cpuSecondsOfChildren() - cpu;
    all.times += round.kills;
    if (round.kills > 0 || round.outcome.startsWith('FAULT'))
      all.outcomes[round.outcome] = (all.outcomes[round.outcome] ?? 0) + Math.max(1, round.kills);
    await onRound(all);
  }
  rmSync(whole, { recursive: true, force: true });
  return all;
}

/** How long a command takes, in ms. */
interface Timing {
  /** Until it writes something. */
  toFirstChange: number;
  whole: number;
}

/** Does the work without a kill. @throws if that fails */
async function timed(stage: Stage, folder: string): Promise<Timing> {
  const started = performance.now();
  const command = stage.next(folder)!;
  const program = start(inScratch(command, folder));
  await changeIn(folder, Date.now(), program);
  const toFirstChange = performance.now() - started;
  const { code, printed } = await program.ended;
  if (code !== 0) throw new Error(`without a kill, this fails: ${lastLine(printed)}`);
  return { toFirstChange, whole: performance.now() - started };
}

async function killedInARow(
  stage: Stage,
  folder: string,
  given: { most: number; timing: Timing; wanted: string; random: () => number },
): Promise<Round> {
  const { most, timing, wanted, random } = given;
  let kills = 0;
  const fault = (what: string): Round => ({ kills, outcome: `FAULT: ${what}` });
  while (kills < most) {
    const command = stage.next(folder);
    if (!command) break;
    const program = start(inScratch(command, folder));
    const moment = random();
    if (random() < AT_ANY_MOMENT) await pauseOrEnd(timing.whole * moment, program);
    else {
      await changeIn(folder, Date.now(), program);
      await pauseOrEnd((timing.whole - timing.toFirstChange) * moment, program);
    }
    const isKilled = program.process.exitCode === null && program.process.kill('SIGKILL');
    const { code, printed } = await program.ended;
    const left = await lastOf(program, LAST_SECONDS);
    killGroup(program.process.pid!);
    if (isKilled) kills++;
    else if (code !== 0) return fault(lastLine(printed));
    if (left > 0) return fault(`${left} processes live on`);
    for await (const { folder: at, fault: what } of checkFolders([folder]))
      if (what) return fault(`${at}: ${what}`);
    if (!isKilled) break;
  }
  const last = stage.next(folder);
  if (last) {
    const { code, printed } = await start(inScratch(last, folder)).ended;
    if (code !== 0) return fault(lastLine(printed));
  }
  const left = leftovers(folder);
  if (left.length > 0) return fault(`${left.length} temporary or empty files are left, such as ${left[0]}`);
  if ((await stage.result(folder)) !== wanted) return fault('another result');
  return { kills, outcome: 'the same result as of work that was not killed, nothing left over' };
}

/** Returns a command whose temporary files are in the folder of its round, too. */
function inScratch(command: Command, folder: string): Command {
  return { ...command, env: { ...command.env, TMPDIR: newFolder(folder, 'tmp') } };
}

/** Waits until a program writes into a folder, or ends. */
async function changeIn(
  folder: string,
  since: number,
  { process: program }: { process: { exitCode: number | null } },
) {
  while (program.exitCode === null && newest(folder, DEPTH) <= since) await wait(PAUSE);
}

async function pauseOrEnd(ms: number, { ended }: { ended: Promise<unknown> }): Promise<void> {
  const timer = new AbortController();
  await Promise.race([ended, wait(ms, undefined, { signal: timer.signal })]);
  timer.abort();
}

/** Returns the time of the last change in a folder, in ms. What tsx keeps there does not count. */
function newest(folder: string, depth: number): number {
  let latest = 0;
  for (const entry of entriesOf(folder)) {
    if (/^(tsx-|node-compile-cache|node_modules$)/.test(entry.name)) continue;
    const path = join(folder, entry.name);
    const time = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    latest = Math.max(latest, entry.name === 'tmp' ? 0 : time);
    if (entry.isDirectory() && depth > 0) latest = Math.max(latest, newest(path, depth - 1));
  }
  return latest;
}

/** Returns what is in a folder: nothing, if the program has removed or renamed it meanwhile. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
