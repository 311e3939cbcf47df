import { existsSync } from 'node:fs';

/** What `spawn` and its kin take. */
export interface Command {
  program: string;
  args: string[];
  shell: boolean;
}

/**
 * Returns how to start npm: as the npm that runs this process where there is one, else as the one on the path.
 * Yarn and pnpm name themselves in `npm_execpath` too, and do not count.
 */
export function npmCommand(
  args: readonly string[],
  { env = process.env, platform = process.platform }: { env?: NodeJS.ProcessEnv; platform?: string } = {},
): Command {
  const script = env['npm_execpath'];
  if (script && /(^|[\\/])npm-cli\.[cm]?js$/.test(script) && existsSync(script))
    return { program: process.execPath, args: [script, ...args], shell: false };
  // npm is a .cmd file on Windows, which only a shell starts, and a shell splits at spaces.
  if (platform === 'win32') return { program: 'npm', args: args.map((arg) => `"${arg}"`), shell: true };
  return { program: 'npm', args: [...args], shell: false };
}
