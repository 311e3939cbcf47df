/** `process` in a tab. The build injects it where a module names it. */
const started = performance.now();
const nothing = () => {};

type Print = (name: 'stdout' | 'stderr', text: string) => void;

let print: Print = nothing;

/** Makes `process.stdout` and `process.stderr` print with a function. Else they print nothing. */
export function printOutputWith(given: Print): void {
  print = given;
}

/** A stream that is no terminal. */
const output = (name: 'stdout' | 'stderr') => ({
  isTTY: false,
  write(text: unknown) {
    print(name, String(text));
    return true;
  },
});

/** The parts of Node's `process` that the library reads. There are no signals and no processes. */
export const process = {
  env: {
    SENTIMENT_COURSE_DATA: 'snippets', // IMDB is too large for a page
    NODE_ENV: 'production',
  } as Record<string, string | undefined>,
  argv: [] as string[],
  execArgv: [] as string[],
  versions: {} as Record<string, string>,
  version: '',
  platform: 'browser',
  arch: 'wasm',
  pid: 1,
  exitCode: undefined as number | undefined,
  stdout: output('stdout'),
  stderr: output('stderr'),
  cwd: () => '/course/notebooks',
  nextTick: (work: (...args: unknown[]) => void, ...args: unknown[]) => queueMicrotask(() => work(...args)),
  emitWarning: (text: string) => console.warn(text),
  on: nothing,
  once: nothing,
  off: nothing,
  removeListener: nothing,
  removeAllListeners: nothing,
  listeners: () => [],
  /** Signal 0 asks whether a process exists, and there is only this one. */
  kill(pid: number) {
    if (pid !== 1) throw Object.assign(new Error(`kill ESRCH: no process ${pid}`), { code: 'ESRCH' });
    return true;
  },
  hrtime: Object.assign(
    (since: [number, number] = [0, 0]): [number, number] => {
      const now = performance.now() - 1000 * since[0] - since[1] / 1e6;
      return [Math.floor(now / 1000), Math.round((now % 1000) * 1e6)];
    },
    { bigint: () => BigInt(Math.round(performance.now() * 1e6)) },
  ),
  /** A tab is not told a limit. */
  constrainedMemory: () => 0,
  uptime: () => (performance.now() - started) / 1000,
  /** A tab is not told its processor time: this is the time that has passed. */
  cpuUsage(since = { user: 0, system: 0 }) {
    return { user: Math.round((performance.now() - started) * 1000) - since.user, system: 0 };
  },
};

export default process;
export const { env, nextTick } = process;
