import { stripVTControlCharacters } from 'node:util';
import type { Command } from 'commander';
import { vi } from 'vitest';
import { underscored } from '../../bin/options';

let printed: string[] = [];

/** Captures what commands print. Call it before each test, and `vi.restoreAllMocks()` after it. */
export function catchOutput(): void {
  printed = [];
  vi.stubEnv('npm_lifecycle_event', undefined);
  vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(`${line}\n`));
  vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
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
