/** A small training that is killed, run twice at once, or has no room on its disk. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../lib/repository';

const STEPS = 40;

/** How a program ended. */
export interface Ended {
  code: number | null;
  printed: string;
}

/** Writes texts to train on into a folder. */
export function writeTexts(folder: string): string {
  const file = join(folder, 'texts.csv');
  const opinions = { positive: ['lovely', 'superb', 'charming'], negative: ['dull', 'awful', 'tiresome'] };
  const things = ['plot', 'cast', 'music', 'ending', 'camera', 'script', 'pace', 'humor'];
  const rows = Object.entries(opinions).flatMap(([label, words]) =>
    words.flatMap((word) => things.map((thing) => `The ${thing} is ${word},${label}`)),
  );
  writeFileSync(file, ['text,label', ...rows, ''].join('\n'));
  return file;
}

/** Starts a training that saves a checkpoint after every step. */
export function startTraining(texts: string, checkpoints: string, summaries: string): Training {
  const sizes = [
    '--hidden_size',
    '4',
    '--embedding_size',
    '4',
    '--batch_size',
    '8',
    '--stopwords_file',
    'None',
  ];
  const steps = ['--train_steps', `${STEPS}`, '--validate_every', '1'];
  const folders = ['--checkpoints_root', checkpoints, '--summaries_dir', summaries];
  return started(['--data', texts, ...folders, ...sizes, ...steps]);
}

/** Resumes a run. */
export function resumeTraining(run: string): Training {
  return started(['--resume', run]);
}

/** A training that runs. */
export interface Training {
  process: ChildProcess;
  ended: Promise<Ended>;
}

function started(args: readonly string[]): Training {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/train.ts', ...args], {
    cwd: repositoryRoot(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, printed }));
  return { process: child, ended };
}

/** Returns the folders of the runs in a folder of checkpoints. */
export function runsIn(checkpoints: string): string[] {
  if (!existsSync(checkpoints)) return [];
  return readdirSync(checkpoints)
    .filter((name) => /^\d+$/.test(name))
    .map((name) => join(checkpoints, name));
}

/** Returns the checkpoint after the last step of the only run in a folder. */
export function latestCheckpointOf(checkpoints: string): string {
  const [run = ''] = runsIn(checkpoints);
  return join(run, `step-${STEPS}`);
}

/** Returns the digest of the weights after the last step. */
export function finalWeights(run: string): string {
  return createHash('sha256')
    .update(readFileSync(join(run, `step-${STEPS}`, 'weights.bin')))
    .digest('hex');
}

/** Returns the files that should not be there: temporary ones and empty ones. */
export function leftovers(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    return name.endsWith('.tmp') || (stats?.isFile() === true && stats.size === 0);
  });
}

/** Makes a folder in another one and returns its path. */
export function newFolder(...path: string[]): string {
  const folder = join(...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}
