import { existsSync } from 'node:fs';

/** A program with the arguments and the `shell` option for `spawn`. */
export interface Command {
  program: string;
  args: string[];
  shell: boolean;
}

/**
 * Returns the command that runs npm with these arguments: the npm that started this process, else
 * the one in `PATH`. Yarn and pnpm also set `npm_execpath`; they are not used.
 */
export function npmCommand(
  args: readonly string[],
  { env = process.env, platform = process.platform }: { env?: NodeJS.ProcessEnv; platform?: string } = {},
): Command {
  const script = env.npm_execpath;
  if (script && /(^|[\\/])npm-cli\.[cm]?js$/.test(script) && existsSync(script))
    return { program: process.execPath, args: [script, ...args], shell: false };
  // On Windows npm is a .cmd file. Only a shell can start it, and a shell splits arguments at
  // spaces.
  if (platform === 'win32') return { program: 'npm', args: args.map((arg) => `"${arg}"`), shell: true };
  return { program: 'npm', args: [...args], shell: false };
}
