import { type Command, CommanderError, InvalidArgumentError } from 'commander';
import { FlagError, wholeNumberIn } from '../experiments/runs/flags';
import { messageOf } from './disk-advice';
import { withEvenHelp } from './help';
import { complain } from './say';
import { listenToSupervisor } from './stop-signal';
import { watchOutput } from './watch-output';

const USAGE = 2; // exit code for an invalid command line
const SWALLOWED = 'flags swallowed';
/** Settings that npm also has: .npmrc may set them for npm. */
const SHARED_WITH_NPM = ['browser', 'force', 'json'];

/**
 * Parses the command line, runs the program's action, and sets the exit code: 0 on success, 1 if
 * the action failed, 2 if the command line is invalid. The error message goes to stderr, with the
 * stack if `DEBUG` is set.
 */
export async function runCommand(program: Command, argv = process.argv): Promise<void> {
  watchOutput();
  listenToSupervisor();
  try {
    refuseSwallowedFlags(program.options.map((option) => option.name()));
    program.configureOutput({ writeErr: (text) => complain(text.trimEnd()) });
    await withEvenHelp(program).exitOverride().parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError))
      return fail(error as Error, error instanceof FlagError ? USAGE : 1);
    if (error.code === SWALLOWED)
      complain(error.message); // commander prints its own errors
    else if (error.code === 'commander.unknownOption') sayHyphen(program, argv);
    process.exitCode = error.exitCode === 0 ? 0 : USAGE;
  }
}

/** Says how to pass a text that looks like a flag. */
function sayHyphen(program: Command, argv: readonly string[]): void {
  const text = argv.slice(2).find((argument) => /^-.*\s/.test(argument));
  if (text !== undefined && program.registeredArguments.length > 0)
    complain(
      `A text that begins with a hyphen goes behind a bare --: ${program.name()} -- ${JSON.stringify(text)}`,
    );
}

/**
 * Detects flags that npm took for itself because `--` is missing (`npm run data --json`). npm
 * passes them on as environment variables only. A flag that npm also has may be meant for npm, so
 * it gives only a warning on stderr.
 *
 * @param flags names without the leading hyphens
 * @throws {CommanderError} for any other flag, with the right spelling
 */
export function refuseSwallowedFlags(flags: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  const script = env.npm_lifecycle_event;
  if (!script || script === 'npx') return; // npx leaves flags alone
  const setting = (name: string) => env[`npm_config_${name.replaceAll('-', '_')}`];
  const isSwallowed = (name: string) =>
    name.startsWith('no-') ? setting(name.slice('no-'.length)) === '' : setting(name) !== undefined;
  for (const flag of flags.filter(isSwallowed)) {
    const spelling = `Write -- before the flags: npm run ${script} -- --${flag} ...`;
    if (!SHARED_WITH_NPM.includes(flag))
      throw new CommanderError(USAGE, SWALLOWED, `npm took --${flag} for itself. ${spelling}`);
    complain(`npm took --${flag} as its own setting. If you meant it for this command: ${spelling}`);
  }
}

/**
 * Returns a function that parses the value of an option as a whole number.
 *
 * @throws {InvalidArgumentError} from that function, for other values
 */
export function wholeNumber(atLeast: number, atMost = Number.POSITIVE_INFINITY): (value: string) => number {
  return (value) => {
    const number = wholeNumberIn(value);
    if (number >= atLeast && number <= atMost) return number;
    const most = Number.isFinite(atMost) ? `, at most ${atMost}` : '';
    throw new InvalidArgumentError(`It takes a whole number at least ${atLeast}${most}.`);
  };
}

/** Parses the value of an option as a whole number at least 1. */
export const positiveInteger = wholeNumber(1);

/** Exits at once: an unfinished progress bar would keep the process alive. */
function fail(error: Error, code: number): never {
  complain(process.env.DEBUG ? error.stack! : messageOf(error));
  process.exit(code);
}
