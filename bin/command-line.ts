import { type Command, CommanderError, InvalidArgumentError } from 'commander';
import { FlagError } from '../experiments/runs/flags';

const USAGE = 2; // exit code of a command that was called wrongly
const SWALLOWED = 'flags swallowed';
/** Settings that npm knows too: .npmrc may have set them for npm's own use. */
const SHARED_WITH_NPM = ['browser', 'force', 'json'];

/**
 * Parses the command line, runs the program's action, and ends the process as commands do: code 0, 1 when the action
 * failed (its message on stderr, its stack with `DEBUG` set), 2 when it was called wrongly.
 */
export async function runCommand(program: Command, argv = process.argv): Promise<void> {
  try {
    refuseSwallowedFlags(program.options.map((option) => option.name()));
    await program.exitOverride().parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError))
      return fail(error as Error, error instanceof FlagError ? USAGE : 1);
    if (error.code === SWALLOWED) console.error(error.message); // what commander finds, it says itself
    process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  }
}

/**
 * Notices flags that npm took for its own because `--` was forgotten (`npm run data --json`): npm hands them on as
 * environment variables only. A setting of npm's own may be meant for npm: of it there is a note on stderr.
 *
 * @param flags names without the leading hyphens
 * @throws for any other flag, with the right spelling
 */
export function refuseSwallowedFlags(flags: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  const script = env['npm_lifecycle_event'];
  if (!script) return;
  for (const flag of flags.filter((name) => env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined)) {
    const spelling = `Write -- before the flags: npm run ${script} -- --${flag} ...`;
    if (!SHARED_WITH_NPM.includes(flag))
      throw new CommanderError(USAGE, SWALLOWED, `npm took --${flag} for itself. ${spelling}`);
    console.error(`npm's own --${flag} is set. Was it meant for this program? ${spelling}`);
  }
}

/**
 * Returns the number that an option's value stands for.
 *
 * @throws {InvalidArgumentError} when it is not a whole number from 1 upwards
 */
export function positiveInteger(value: string): number {
  if (/^0*[1-9]\d*$/.test(value)) return Number(value);
  throw new InvalidArgumentError('Give a whole number from 1 upwards.');
}

/** Ends at once: a progress bar that was not finished would keep the process alive. */
function fail(error: Error, code: number): never {
  console.error(process.env['DEBUG'] ? error.stack : error.message);
  process.exit(code);
}
