/** A small training that is killed, run twice at once, or has no room on its disk. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointAt, newestRuns } from '../lib/checkpoints/run-folder';
import { binCommand, type Command } from './program';

const STEPS = 40;
/** The flags of the small training. */
export const SMALL_TRAINING = {
  hidden_size: 4,
  embedding_size: 4,
  batch_size: 8,
  stopwords_file: null,
  train_steps: STEPS,
} as const;

/** Returns the arguments of a command for such flags. */
export function argumentsOf(flags: Readonly<Record<string, string | number | null>>): string[] {
  return Object.entries(flags).flatMap(([name, value]) => [`--${name}`, `${value ?? 'None'}`]);
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

/** Returns the command of a training that saves a checkpoint after every step. */
export function trainCommand(texts: string, checkpoints: string, summaries: string): Command {
  const folders = { checkpoints_root: checkpoints, summaries_dir: summaries };
  const flags = { data: texts, ...folders, ...SMALL_TRAINING, validate_every: 1 };
  return binCommand('train', argumentsOf(flags));
}

/** Returns the command that resumes a run. */
export function resumeCommand(run: string): Command {
  return binCommand('train', ['--resume', run]);
}

/** Returns whether a run has done all its steps. */
export function isTrained(run: string): boolean {
  return existsSync(checkpointAt(run, STEPS));
}

/** Returns the checkpoint after the last step of the only run in a folder. */
export function latestCheckpointOf(checkpoints: string): string {
  const [run = ''] = newestRuns(checkpoints);
  return checkpointAt(run, STEPS);
}

/** Returns the digest of the weights after the last step. */
export function finalWeights(run: string): string {
  return createHash('sha256')
    .update(readFileSync(join(checkpointAt(run, STEPS), 'weights.bin')))
    .digest('hex');
}

/**
 * Returns the files that should not be there: temporary and partial ones, and empty ones outside of
 * a copy of the repository.
 */
export function leftovers(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    if (/\.tmp$|\.partial(\.|$)/.test(name)) return true;
    const stats = statSync(join(folder, name), { throwIfNoEntry: false });
    return stats?.isFile() === true && stats.size === 0 && !name.startsWith('checkout');
  });
}

/** Makes a folder in another one and returns its path. */
export function newFolder(...path: string[]): string {
  const folder = join(...path);
  mkdirSync(folder, { recursive: true });
  return folder;
}
