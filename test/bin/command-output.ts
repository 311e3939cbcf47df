import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import { vi } from 'vitest';
import { underscored } from '../../bin/options';

let printed: string[] = [];

/** Captures what commands print. With `beforeEach(catchOutput)`, the end of a test undoes it. */
export function catchOutput(): () => void {
  printed = [];
  vi.stubEnv('npm_lifecycle_event', undefined);
  vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(`${line}\n`));
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  return () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  };
}

/** Runs a command in this process, and returns its output without colors. */
export async function outputOf(program: Command, ...args: string[]): Promise<string> {
  printed = [];
  await program
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parseAsync(underscored(['node', 'command', ...args]));
  return stripVTControlCharacters(printed.join(''));
}
