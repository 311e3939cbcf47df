/** Prints what cells write to the console below the cell, as Node formats it. */
import { currentCell } from '../../kernel/cell';
import { formatWithOptions } from '../../kernel/platform';

const STREAMS = {
  log: 'stdout',
  info: 'stdout',
  debug: 'stdout',
  dir: 'stdout',
  table: 'stdout',
  warn: 'stderr',
  error: 'stderr',
} as const;

/** Prints text below the current cell. */
export function print(name: 'stdout' | 'stderr', text: string): void {
  currentCell()?.publish('stream', { name, text });
}

/** Makes the console print below the current cell. */
export function captureConsole(): void {
  let indent = '';
  const started = new Map<string, number>();
  const counts = new Map<string, number>();
  const write = (stream: 'stdout' | 'stderr', given: unknown[]) => {
    const text = formatWithOptions({ colors: false }, ...given);
    print(stream, `${`${indent}${text}`.replaceAll('\n', `\n${indent}`)}\n`);
  };
  const out = (...given: unknown[]) => write('stdout', given);
  const duration = (label: string) =>
    `${(performance.now() - (started.get(label) ?? Number.NaN)).toFixed(3)}ms`;
  for (const [name, stream] of Object.entries(STREAMS))
    Object.assign(console, { [name]: (...given: unknown[]) => write(stream, given) });
  Object.assign(console, {
    assert(isRight?: unknown, ...given: unknown[]) {
      if (!isRight)
        write('stderr', given.length > 0 ? ['Assertion failed:', ...given] : ['Assertion failed']);
    },
    trace(...given: unknown[]) {
      const trace = Object.assign(new Error(formatWithOptions({}, ...given)), { name: 'Trace' });
      write('stderr', [trace.stack]);
    },
    time: (label = 'default') => void started.set(label, performance.now()),
    timeLog: (label = 'default', ...given: unknown[]) => out(`${label}: ${duration(label)}`, ...given),
    timeEnd(label = 'default') {
      out(`${label}: ${duration(label)}`);
      started.delete(label);
    },
    count(label = 'default') {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      out(`${label}: ${counts.get(label)}`);
    },
    countReset: (label = 'default') => void counts.delete(label),
    group(...given: unknown[]) {
      if (given.length > 0) out(...given);
      indent += '  ';
    },
    groupEnd() {
      indent = indent.slice(2);
    },
  });
}
