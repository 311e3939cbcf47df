import { Presets, SingleBar } from 'cli-progress';
import { cellSignal } from './interrupt';

/**
 * Reports the progress of long work: `done` of `total` units, and optionally a note (`loss 0.52`).
 * A total of 0 is unknown. The work is over when `done` reaches a known total.
 */
export type Progress = (done: number, total: number, note?: string) => void;

/** Lets callers watch and stop long work. */
export interface Watch {
  /** Receives how much is done, such as the number of reviews, and of how much. */
  progress?: Progress;
  /** Stops the work. In a notebook, the cell's stop button works without it. */
  signal?: AbortSignal;
}

const NOTEBOOK_INTERVAL = 200; // ms between two updates
const LOG_INTERVAL = 10_000; // ms between two lines in a log
const LOG_START = 1000; // ms until the first line

/** Returns the result of `work`, and calls `report` every ten seconds meanwhile. */
export async function reportWhile<T>(
  report: () => void,
  work: () => Promise<T>,
  interval = LOG_INTERVAL,
): Promise<T> {
  const timer = setInterval(report, interval);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/**
 * Returns a `Progress` for the current environment. A terminal gets a bar with rate and time left,
 * a notebook one line that is updated in place, a log (CI) a line after a second and then every ten
 * seconds. Output goes to stderr or to the notebook's display, so that stdout has only a command's
 * result.
 *
 * @param title the work: `Reading reviews`
 * @param unit the unit of `done` and `total`: `reviews`; `bytes` are shown as MB
 */
export function showProgress(title: string, unit = ''): Progress {
  if (cellSignal()) return inNotebook(title, unit);
  return process.stderr.isTTY ? onTerminal(title, unit) : inLog(title, unit);
}

/** Returns `12,500 of 25,000 reviews` or `12.3 of 76.1 MB`; for an unknown total (0) `12.3 MB`. */
export function amount(done: number, total: number, unit: string): string {
  const shown = (n: number) => (unit === 'bytes' ? (n / 1e6).toFixed(1) : n.toLocaleString('en-US'));
  const counted = total === 0 ? shown(done) : `${shown(done)} of ${shown(total)}`;
  return `${counted} ${unit === 'bytes' ? 'MB' : unit}`.trimEnd();
}

/** Returns a duration in seconds as `45 s`, `3 min 20 s` or `2 h 5 min`. */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

function isOver(done: number, total: number): boolean {
  return total > 0 && done >= total;
}

/** A bar whose timer does not keep a process alive: work may end with an error. */
class TerminalBar extends SingleBar {
  declare private timer?: NodeJS.Timeout;

  override render(): void {
    super.render();
    this.timer?.unref();
  }
}

function onTerminal(title: string, unit: string): Progress {
  const time = stopwatch(unit);
  let bar: TerminalBar | undefined;
  return (done, total, note = '') => {
    if (!bar) {
      const format = `${title} {bar} {amount}, {left} {note}`;
      bar = new TerminalBar(
        { format, barsize: 24, etaBuffer: 50, clearOnComplete: false },
        Presets.shades_classic,
      );
      bar.start(total || Infinity, 0, { amount: '', left: '', note });
      process.once('exit', wrapLines);
    }
    bar.setTotal(total || Infinity); // for an unknown total the bar stays empty
    const left = time(done, total);
    bar.update(done, { amount: amount(done, total, unit), left, note });
    if (!isOver(done, total)) return;
    bar.stop();
    process.off('exit', wrapLines);
    bar = undefined;
  };
}

/** Turns line wrapping of the terminal on again, which an unfinished bar has turned off. */
function wrapLines(): void {
  process.stderr.write('\x1b[?7h');
}

/**
 * Starts a clock. Returns a function that describes the average rate so far and the time left:
 * `41.7/s, 12 s left`. It returns the elapsed time, `34 s`, when the work is over or the total is
 * unknown.
 */
function stopwatch(unit: string): (done: number, total: number) => string {
  const start = Date.now();
  return (done, total) => {
    const seconds = (Date.now() - start) / 1000;
    if (total === 0 || done >= total) return duration(seconds);
    if (done === 0 || seconds <= 1) return 'starting';
    return `${rate(done / seconds, unit)}, ${duration((seconds / done) * (total - done))} left`;
  };
}

/** Returns a rate as `1,240/s`, `4.2/s` or `3.1 MB/s` (unit `bytes`). */
export function rate(perSecond: number, unit: string): string {
  if (unit === 'bytes') return `${(perSecond / 1e6).toFixed(1)} MB/s`;
  const digits = perSecond < 100 ? 1 : 0;
  return `${perSecond.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}/s`;
}

function inNotebook(title: string, unit: string): Progress {
  const time = stopwatch(unit);
  let display: { text(text: string): void } | undefined;
  let updated = 0;
  return (done, total, note = '') => {
    if (!isOver(done, total) && Date.now() - updated < NOTEBOOK_INTERVAL) return;
    display ??= (require('tslab') as typeof import('tslab')).newDisplay();
    updated = Date.now();
    const full = total === 0 ? 0 : Math.round((24 * done) / total);
    const bar = '█'.repeat(full) + '░'.repeat(24 - full);
    const parts = [amount(done, total, unit), time(done, total), note].filter(Boolean);
    const over = isOver(done, total); // the last line has no bar
    display.text(`${title}${over ? ':' : ` ${bar}`} ${parts.join(', ')}`);
    if (over) display = undefined;
  };
}

function inLog(title: string, unit: string): Progress {
  const time = stopwatch(unit);
  let written = Date.now() - LOG_INTERVAL + LOG_START;
  return (done, total, note = '') => {
    const left = time(done, total);
    const due = Date.now() - written >= LOG_INTERVAL;
    if (!due && !isOver(done, total)) return;
    written = Date.now();
    const parts = [amount(done, total, unit), left, note].filter(Boolean);
    process.stderr.write(`${title}: ${parts.join(', ')}\n`);
  };
}
