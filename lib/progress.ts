import { Presets, SingleBar } from 'cli-progress';
import { cellSignal } from './interrupt';

/**
 * Takes how far a long piece of work is: `done` of `total` units, and optionally what is worth knowing now
 * (`loss 0.52`). A total of 0 says that nobody knows it yet. The work is over when `done` reaches a known total.
 */
export type Progress = (done: number, total: number, what?: string) => void;

const NOTEBOOK_INTERVAL = 200; // ms between two drawings
const LOG_INTERVAL = 10_000; // ms between two lines where there is neither a terminal nor a notebook

/**
 * Returns a `Progress` that draws where the reader looks: a bar with rate and time left on a terminal, one line
 * updated in place in a notebook, a line every ten seconds elsewhere (CI logs). All of it goes to stderr or to
 * the notebook's display, so that a command's stdout stays its result.
 *
 * @param title what is going on: `Reading reviews`
 * @param unit what is counted, `reviews`; `bytes` are shown as MB
 */
export function showProgress(title: string, unit = ''): Progress {
  if (cellSignal()) return inNotebook(title, unit);
  return process.stderr.isTTY ? onTerminal(title, unit) : inLog(title, unit);
}

/** Returns `12,500 of 25,000 reviews` or `12.3 of 76.1 MB`; `12.3 MB` where the total is unknown. */
export function amount(done: number, total: number, unit: string): string {
  const shown = (n: number) => (unit === 'bytes' ? (n / 1e6).toFixed(1) : n.toLocaleString('en-US'));
  const counted = total === 0 ? shown(done) : `${shown(done)} of ${shown(total)}`;
  return `${counted} ${unit === 'bytes' ? 'MB' : unit}`.trimEnd();
}

/** Returns `45 s`, `3 min 20 s` or `2 h 5 min`. */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

function isOver(done: number, total: number): boolean {
  return total > 0 && done >= total;
}

function onTerminal(title: string, unit: string): Progress {
  const time = stopwatch(unit);
  let bar: SingleBar | undefined;
  return (done, total, what = '') => {
    if (!bar) {
      const format = `${title} {bar} {amount}, {left} {what}`;
      bar = new SingleBar(
        { format, barsize: 24, etaBuffer: 50, clearOnComplete: false },
        Presets.shades_classic,
      );
      bar.start(total || Infinity, 0, { amount: '', left: '', what });
      process.once('exit', wrapLines);
    }
    bar.setTotal(total || Infinity); // of an unknown total the bar stays empty
    const left = time(done, total);
    bar.update(done, { amount: amount(done, total, unit), left, what });
    if (!isOver(done, total)) return;
    bar.stop();
    process.off('exit', wrapLines);
    bar = undefined;
  };
}

/** Lets the terminal wrap long lines again, which a bar that is not finished has turned off. */
function wrapLines(): void {
  process.stderr.write('\x1b[?7h');
}

/**
 * Starts a clock and returns what it says of the work, with the average rate so far: `41.7/s, 12 s left`, and
 * `34 s` once it is over or where nobody knows the total.
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

/** Returns `1,240/s`, `4.2/s` or `3.1 MB/s`. */
export function rate(perSecond: number, unit: string): string {
  if (unit === 'bytes') return `${(perSecond / 1e6).toFixed(1)} MB/s`;
  const digits = perSecond < 100 ? 1 : 0;
  return `${perSecond.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}/s`;
}

function inNotebook(title: string, unit: string): Progress {
  const time = stopwatch(unit);
  let display: { text(text: string): void } | undefined;
  let drawn = 0;
  return (done, total, what = '') => {
    if (!isOver(done, total) && Date.now() - drawn < NOTEBOOK_INTERVAL) return;
    display ??= (require('tslab') as typeof import('tslab')).newDisplay();
    drawn = Date.now();
    const full = total === 0 ? 0 : Math.round((24 * done) / total);
    const bar = '█'.repeat(full) + '░'.repeat(24 - full);
    const parts = [amount(done, total, unit), time(done, total), what].filter(Boolean);
    const over = isOver(done, total); // then the bar has said all it had to
    display.text(`${title}${over ? ':' : ` ${bar}`} ${parts.join(', ')}`);
    if (over) display = undefined;
  };
}

function inLog(title: string, unit: string): Progress {
  const time = stopwatch(unit);
  let written = Date.now();
  return (done, total, what = '') => {
    const left = time(done, total);
    const due = Date.now() - written >= LOG_INTERVAL;
    if (!due && !isOver(done, total)) return;
    written = Date.now();
    const parts = [amount(done, total, unit), left, what].filter(Boolean);
    process.stderr.write(`${title}: ${parts.join(', ')}\n`);
  };
}
