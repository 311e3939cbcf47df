/**
 * Shows what the programs print that cells start with `stdio: 'inherit'`. It would go to the
 * terminal of the Jupyter server.
 */
import childProcess, {
  type ChildProcess,
  type ExecSyncOptions,
  type SpawnSyncReturns,
  type StdioOptions,
} from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

type Options = { stdio?: StdioOptions | undefined; silent?: boolean | undefined };
type Name = 'stdout' | 'stderr';
/** Which stream of the kernel gets the stream 1, or 2, of a program. */
type Inherited = Map<1 | 2, Name>;

const NAMES = { 1: 'stdout', 2: 'stderr' } as const;

/** Makes programs that inherit the output of the process print to the cell that starts them. */
export function showSubprocessOutput(): void {
  const { spawn, fork, spawnSync, execSync, execFileSync } = childProcess;
  const replaced = {
    spawn: (...given: unknown[]) => shown(spawn, given),
    fork: (...given: unknown[]) => shown(fork, given, 'inherit'),
    spawnSync: (...given: unknown[]) => shownSync(spawnSync, given),
    execSync: (command: string, options: ExecSyncOptions = {}) =>
      inheritedBy(options).size === 0
        ? execSync(command, options)
        : checked(shownSync(spawnSync, [command, { shell: true, ...options }]), command),
    execFileSync(...given: unknown[]) {
      const [file, second] = given as [string, unknown];
      if (inheritedBy(optionsIn(given)).size === 0) return apply(execFileSync, given);
      const command = [file, ...(Array.isArray(second) ? second : [])].join(' ');
      return checked(shownSync(spawnSync, given), command);
    },
  };
  Object.assign(childProcess, replaced);
  syncBuiltinESMExports();
}

/** Starts a program, and shows what it prints. */
function shown(start: object, given: unknown[], byDefault?: StdioOptions): ChildProcess {
  const options = optionsIn(given);
  const inherited = inheritedBy(options, byDefault);
  const program: ChildProcess = apply(start, withPipes(given, options, inherited, byDefault));
  for (const [index, name] of inherited)
    program[NAMES[index]]?.on('data', (chunk) => process[name].write(chunk));
  return program;
}

/** Runs a program, and shows what it has printed. */
function shownSync(run: object, given: unknown[]): SpawnSyncReturns<string | Buffer> {
  const options = { maxBuffer: Number.POSITIVE_INFINITY, ...optionsIn(given) };
  const inherited = inheritedBy(options);
  const result: SpawnSyncReturns<string | Buffer> = apply(
    run,
    inherited.size === 0 ? given : withPipes(given, options, inherited),
  );
  for (const [index, name] of inherited) {
    process[name].write(result[NAMES[index]] ?? '');
    Object.assign(result, { [NAMES[index]]: null });
    if (result.output) result.output[index] = null;
  }
  return result;
}

/**
 * Returns what a program has printed, as far as it was not shown.
 *
 * @throws as `execSync`, if it has failed
 */
function checked(result: SpawnSyncReturns<string | Buffer>, command: string): string | Buffer | null {
  if (result.error) throw Object.assign(result.error, result);
  if (result.status !== 0) throw Object.assign(new Error(`Command failed: ${command}`), result);
  return result.stdout;
}

/** Returns which streams of a program are to be those of the kernel. */
function inheritedBy({ stdio, silent }: Options, byDefault?: StdioOptions): Inherited {
  const given = stdio ?? (silent ? undefined : byDefault);
  const inherited: Inherited = new Map();
  for (const index of [1, 2] as const) {
    const one = typeof given === 'string' ? given : given?.[index];
    if (one === 'inherit') inherited.set(index, NAMES[index]);
    else if (one === 1 || one === process.stdout) inherited.set(index, 'stdout');
    else if (one === 2 || one === process.stderr) inherited.set(index, 'stderr');
  }
  return inherited;
}

/** Returns the arguments of a call with pipes in place of the streams that are inherited. */
function withPipes(
  given: unknown[],
  options: Options,
  inherited: Inherited,
  byDefault?: StdioOptions,
): unknown[] {
  if (inherited.size === 0) return given;
  const { stdio = byDefault } = options;
  const all = typeof stdio === 'string' ? [stdio, stdio, stdio] : [...(stdio ?? [])];
  if (byDefault && !all.includes('ipc')) all.push('ipc');
  for (const index of inherited.keys()) all[index] = 'pipe';
  const before = given.filter((one) => !isOptions(one));
  return [...before, { ...options, stdio: all }];
}

function optionsIn(given: unknown[]): Options {
  return given.find(isOptions) ?? {};
}

function isOptions(one: unknown): one is Options {
  return typeof one === 'object' && one !== null && !Array.isArray(one);
}

/** Calls a function of `node:child_process`, which has many overloads. Returns what it returns. */
function apply<Result>(called: object, given: unknown[]): Result {
  return Reflect.apply(called as () => Result, childProcess, given);
}
