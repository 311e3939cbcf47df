import { type Command, CommanderError } from 'commander';

const USAGE = 2; // exit code of a command that was called wrongly
const SWALLOWED = 'flags swallowed';

/**
 * Parses the command line, runs the program's action, and ends the process as commands do: code 0, 1 when the action
 * failed (its message on stderr, its stack with `DEBUG` set), 2 when it was called wrongly.
 */
export async function runCommand(program: Command, argv = process.argv): Promise<void> {
  try {
    refuseSwallowedFlags(program.options.map((option) => option.name()));
    await program.exitOverride().parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error as Error);
    if (error.code === SWALLOWED) console.error(error.message); // what commander finds, it says itself
    process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  }
}

/**
 * Notices flags that npm took for its own because `--` was forgotten (`npm run data --json`): npm hands them on as
 * environment variables only.
 *
 * @param flags names without the leading hyphens
 * @throws with the right spelling
 */
export function refuseSwallowedFlags(flags: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  const script = env['npm_lifecycle_event'];
  const taken = flags.find((flag) => env[`npm_config_${flag.replaceAll('-', '_')}`] !== undefined);
  if (!script || !taken) return;
  throw new CommanderError(
    USAGE,
    SWALLOWED,
    `npm took --${taken} for itself. Write -- before the flags: npm run ${script} -- --${taken} ...`,
  );
}

function fail(error: Error): void {
  console.error(process.env['DEBUG'] ? error.stack : error.message);
  process.exitCode = 1;
}
