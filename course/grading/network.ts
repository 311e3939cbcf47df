import { spawnSync } from 'node:child_process';

/** Commands that run another one without network: an ordinary user's on Linux, and root's. */
const WAYS = [
  ['unshare', '--map-root-user', '--net'],
  ['unshare', '--net'],
];

let found: { way?: string[] } | undefined;

/**
 * Returns the command that runs Node with these arguments, without network where the system allows
 * that: on Linux, in a network namespace of its own (`unshare`, of util-linux). Elsewhere only the
 * functions that open connections are taken away from answers (`test/exercises/grading/locks.ts`).
 */
export function withoutNetwork(args: readonly string[]): string[] {
  return [...(way() ?? []), process.execPath, ...args];
}

/** Returns whether answers run without network on this machine. */
export function isNetworkClosed(): boolean {
  return way() !== undefined;
}

function way(): string[] | undefined {
  found ??= { way: process.platform === 'linux' ? WAYS.find(works) : undefined };
  return found.way;
}

function works([program, ...flags]: readonly string[]): boolean {
  return spawnSync(program!, [...flags, 'true'], { stdio: 'ignore' }).status === 0;
}
