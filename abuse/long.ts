/** Long runs: whether memory and speed stay the same. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { newestRuns, savedSteps } from '../lib/checkpoints/run-folder';
import { binCommand, killGroup, lastLine, type Started, start, statOf, TICKS } from './program';
import { writeTexts } from './training';

/** A measurement amid a long run. */
export interface Sample {
  /** What is done by then, in the unit of the run. */
  done: number;
  /** Seconds since the start. */
  seconds: number;
  /** The CPU seconds of all its processes since the start. */
  cpuSeconds: number;
  /** The resident memory of all its processes, in MB. */
  megabytes: number;
  /** The last step of a training that has a checkpoint. */
  step?: number;
}

/** A long run. */
export interface LongRun {
  what: string;
  /** What is counted: `texts`, `minutes`. */
  unit: string;
  /** The first one is that after a hundredth of the work. */
  samples: Sample[];
}

/** How much to do. */
export interface Amount {
  texts: number;
  minutes: number;
}

/** A process of a long run, and how much it has done. */
interface Watched {
  program: Started;
  done(): number;
  /** Returns the last step of a training that has a checkpoint. */
  step?(): number;
  /** Whether it is killed at the end of the work. Default: it ends by itself. */
  isEndless?: boolean;
}

const PAUSE = 500; // ms between two samples
const TEXTS_IN_A_CALL = 1000;
const [TEXTS_IN_A_REQUEST, CLIENTS] = [10, 16];

/** The long runs by name. */
export const LONG_RUNS: Record<string, (scratch: string, amount: Amount) => Promise<LongRun>> = {
  async library(_, { texts }) {
    const args = ['--import', 'tsx', 'abuse/predict-many.ts', `${texts}`, `${TEXTS_IN_A_CALL}`];
    const program = start({ args });
    let done = 0;
    program.process.stdout!.on('data', (printed) => {
      done = Number(`${printed}`.trim().split('\n').at(-1));
    });
    const what = `the library: \`predict\` with ${TEXTS_IN_A_CALL.toLocaleString('en-US')} texts in a call`;
    return { what, unit: 'texts', samples: await watch({ program, done: () => done }, texts) };
  },

  async command(scratch, { texts }) {
    const [table, out] = [join(scratch, 'texts.csv'), join(scratch, 'scored.csv')];
    writeTable(table, texts);
    const program = start(binCommand('score', [table, '--out', out, '--workers', '1']));
    const growing = () => readdirSync(scratch).find((name) => name.startsWith('scored.csv')) ?? '';
    const bytes = statSync(table).size + texts * BYTES_ADDED;
    const done = () => {
      const written = statSync(join(scratch, growing()), { throwIfNoEntry: false });
      return written?.isFile() ? Math.min(texts, Math.round((texts * written.size) / bytes)) : 0;
    };
    const samples = await watch({ program, done }, texts);
    if (!existsSync(out)) throw new Error('nothing was scored');
    return { what: 'the command `score`, with one worker', unit: 'texts', samples };
  },

  async server(_, { texts }) {
    const program = start(binCommand('serve', ['--port', '0', '--workers', '1', '--json']));
    const url = await new Promise<string>((resolve, reject) => {
      program.process.stdout!.once('data', (line) => resolve(JSON.parse(`${line}`).url));
      void program.ended.then(({ printed }) => reject(new Error(lastLine(printed))));
    });
    let [asked, done] = [0, 0];
    const client = async () => {
      while (asked < texts) {
        const first = asked;
        asked += TEXTS_IN_A_REQUEST;
        const body = JSON.stringify({
          texts: Array.from({ length: TEXTS_IN_A_REQUEST }, (_, n) => textOf(first + n)),
        });
        const response = await fetch(`${url}/predict`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body,
        });
        const { predictions } = (await response.json()) as { predictions?: unknown[] };
        if (predictions?.length !== TEXTS_IN_A_REQUEST) throw new Error(`status ${response.status}`);
        done += TEXTS_IN_A_REQUEST;
      }
    };
    const all = Promise.all(Array.from({ length: CLIENTS }, client)).finally(() =>
      program.process.kill('SIGTERM'),
    );
    const [samples] = await Promise.all([watch({ program, done: () => done }, texts), all]);
    const what = `the server, with one worker: ${CLIENTS} clients, ${TEXTS_IN_A_REQUEST} texts in a request`;
    return { what, unit: 'texts', samples };
  },

  async training(scratch, { minutes }) {
    const folder = join(scratch, 'checkpoints');
    const flags = ['--data', writeTexts(scratch), '--checkpoints_root', folder, '--stopwords_file', 'None'];
    const forever = ['--train_steps', '100000000', '--validate_every', '1000'];
    const program = start(
      binCommand('train', [...flags, '--summaries_dir', join(scratch, 'logs'), ...forever]),
    );
    const began = performance.now();
    const done = () => Math.min(minutes, (performance.now() - began) / 60_000);
    const step = () => lastStep(folder);
    const samples = await watch({ program, done, step, isEndless: true }, minutes);
    if (step() === 0) throw new Error('no checkpoint was saved');
    return { what: '`train`, with a checkpoint every 1,000 steps', unit: 'minutes', samples };
  },
};

/**
 * Returns samples of a program: after a hundredth of the work, and after each tenth.
 *
 * @throws if it fails, or ends before all is done
 */
async function watch({ program, done, step, isEndless = false }: Watched, all: number): Promise<Sample[]> {
  const marks = [0.01, ...Array.from({ length: 10 }, (_, n) => (n + 1) / 10)];
  const samples: Sample[] = [];
  const started = performance.now();
  let last: Sample | undefined;
  let isEnded = false;
  const ended = program.ended.finally(() => {
    isEnded = true;
  });
  while (!isEnded && !(isEndless && samples.length === marks.length)) {
    const use = usedBy(program.process.pid!);
    const seconds = (performance.now() - started) / 1000;
    if (use.megabytes > 0) last = { done: done(), seconds, ...use, ...(step && { step: step() }) };
    if (last && last.done >= all * (marks[samples.length] ?? 2)) samples.push(last);
    else await Promise.race([ended, wait(PAUSE)]);
  }
  if (isEndless) killGroup(program.process.pid!);
  const { code, printed } = await ended;
  if (!isEndless && code !== 0) throw new Error(lastLine(printed));
  if (!last) throw new Error('nothing was measured: this needs /proc, which Linux has');
  // A program can end between two samples.
  while (samples.length < marks.length) samples.push({ ...last, done: all });
  return samples;
}

/** Returns the memory of a process and of all that it has started, and their CPU seconds. */
function usedBy(root: number): Pick<Sample, 'megabytes' | 'cpuSeconds'> {
  const all = new Map<number, { parent: number; ticks: number; kilobytes: number }>();
  for (const pid of existsSync('/proc') ? readdirSync('/proc') : []) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const fields = statOf(pid);
      const status = readFileSync(join('/proc', pid, 'status'), 'utf8');
      const kilobytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
      all.set(Number(pid), { parent: fields[1]!, ticks: fields[11]! + fields[12]!, kilobytes });
    } catch {
      // it has ended
    }
  }
  const isOfRoot = (pid: number): boolean => pid === root || (all.has(pid) && isOfRoot(all.get(pid)!.parent));
  const used = [...all].filter(([pid]) => isOfRoot(pid)).map(([, one]) => one);
  const sum = (key: 'ticks' | 'kilobytes') => used.reduce((total, one) => total + one[key], 0);
  return { megabytes: sum('kilobytes') / 1024, cpuSeconds: sum('ticks') / TICKS };
}

/** Returns the last step that has a checkpoint, in the newest run of a folder, or 0. */
function lastStep(folder: string): number {
  const [run] = newestRuns(folder);
  return Math.max(0, ...(run ? savedSteps(run) : []));
}

/** What `score` adds to a row: `,negative,0.9512`. */
const BYTES_ADDED = 16;

const WORDS =
  'a the film plot cast music is was not very quite lovely superb charming dull awful long and or'.split(' ');

/** Returns a text of 3 to 12 words; no two are the same. */
export function textOf(n: number): string {
  const words = Array.from(
    { length: 2 + (n % 10) },
    (_, at) => WORDS[(n * 7 + at * at * (3 + (n % 5))) % WORDS.length],
  );
  return `${words.join(' ')} ${n}`;
}

function writeTable(file: string, rows: number): void {
  const batch = 100_000;
  writeFileSync(file, 'text\n');
  for (let first = 0; first < rows; first += batch) {
    const texts = Array.from({ length: Math.min(batch, rows - first) }, (_, n) => `${textOf(first + n)}\n`);
    writeFileSync(file, texts.join(''), { flag: 'a' });
  }
}
