/** The commands that `npm run abuse` kills, each with work that takes seconds. */
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasCheckpoint, newestRuns } from '../lib/checkpoints/run-folder';
import { digestOfFolder } from '../lib/files/digest';
import { RECORDS } from '../lib/files/folder-record';
import { checkoutIn } from './checkout';
import type { Stage } from './kills';
import { binCommand, lastLine, start } from './program';
import {
  argumentsOf,
  finalWeights,
  isTrained,
  latestCheckpointOf,
  newFolder,
  resumeCommand,
  SMALL_TRAINING,
  trainCommand,
  writeTexts,
} from './training';

/** The digest of what is in a folder. Records have dates, so they do not count. */
async function digestOf(folder: string): Promise<string> {
  return (await digestOfFolder(folder, (name) => !Object.hasOwn(RECORDS, name))).digest.hex;
}

/** Returns a file of the shared folder, which is made if it is missing. */
async function shared(folder: string, name: string, make: (path: string) => Promise<void> | void) {
  const path = join(folder, name);
  if (!existsSync(path)) await make(path);
  return path;
}

/** Runs a command of `bin/` to its end. @throws if it fails */
async function run(name: string, ...args: string[]): Promise<void> {
  const { code, printed } = await start(binCommand(name, args)).ended;
  if (code !== 0) throw new Error(`${name} failed: ${lastLine(printed)}`);
}

/** Returns the folder of a small model, which is trained the first time. */
async function smallModel(folder: string): Promise<string> {
  const checkpoints = await shared(folder, 'small', async (path) => {
    const { code, printed } = await start(trainCommand(writeTexts(folder), path, join(folder, 'logs'))).ended;
    if (code !== 0) throw new Error(`train failed: ${lastLine(printed)}`);
  });
  return latestCheckpointOf(checkpoints);
}

/**
 * The stages by command. Each function prepares its stage in a folder that all of them share.
 */
export const STAGES: Record<string, (folder: string) => Promise<Stage>> = {
  async train(folder) {
    const texts = writeTexts(folder);
    const runOf = (round: string) => newestRuns(join(round, 'checkpoints')).find(hasCheckpoint);
    return {
      next(round) {
        const path = runOf(round);
        if (!path) return trainCommand(texts, join(round, 'checkpoints'), join(round, 'logs'));
        return isTrained(path) ? undefined : resumeCommand(path);
      },
      result: (round) => finalWeights(runOf(round)!),
    };
  },

  async setup(folder) {
    const requirements = join(folder, 'requirements.txt');
    writeFileSync(requirements, 'six==1.17.0\n'); // all packages of the real list would take a minute
    return {
      next(round) {
        const cwd = checkoutIn(round, { native: false });
        copyFileSync(requirements, join(cwd, 'setup', 'requirements.txt'));
        return { args: ['setup/run.cjs', 'setup'], cwd, env: { SENTIMENT_DATA_DIR: join(cwd, 'data') } };
      },
      async result(round) {
        const cwd = join(round, 'checkout');
        const { way, version } = JSON.parse(
          readFileSync(join(cwd, 'node_modules', '@tensorflow', 'tfjs-node', 'native.json'), 'utf8'),
        );
        const python = readdirSync(join(cwd, '.venv', 'lib')).flatMap((name) =>
          readdirSync(join(cwd, '.venv', 'lib', name, 'site-packages')).filter((file) => file === 'six.py'),
        );
        return JSON.stringify([way, version, python, await digestOf(join(cwd, 'data'))]);
      },
    };
  },

  async data() {
    const names = ['glove-50', 'snippets', 'tweets'];
    return {
      next: (round) => binCommand('data', names, { env: { SENTIMENT_DATA_DIR: join(round, 'data') } }),
      result: (round) => digestOf(join(round, 'data')),
    };
  },

  async grade(folder) {
    const answers = newFolder(folder, 'answers');
    const file = readdirSync('solutions').find((name) => name.startsWith('01-'))!;
    for (const student of ['ada', 'grace', 'mary'])
      copyFileSync(join('solutions', file), join(newFolder(answers, student, 'exercises'), file));
    return {
      next: (round) =>
        binCommand('grade', [
          '01',
          '--submissions',
          answers,
          '--out',
          newFolder(round, 'grades'),
          '--jobs',
          '2',
        ]),
      result: (round) => readFileSync(join(round, 'grades', 'grades.csv'), 'utf8'),
    };
  },

  async score(folder) {
    const model = await smallModel(folder);
    const rows = await shared(folder, 'rows.csv', (path) =>
      writeFileSync(
        path,
        `text\n${Array.from({ length: 60_000 }, (_, n) => `a lovely plot ${n}\n`).join('')}`,
      ),
    );
    return {
      next(round) {
        const out = join(round, 'scored.csv');
        if (existsSync(out)) return undefined;
        return binCommand('score', [rows, '--out', out, '--checkpoints_dir', model, '--workers', '2']);
      },
      result: (round) => readFileSync(join(round, 'scored.csv'), 'utf8'),
    };
  },

  async tune(folder) {
    const texts = writeTexts(folder);
    const search = [
      '--param',
      'learning_rate=0.01,0.03',
      '--trials',
      '2',
      '--search',
      'halving',
      '--rungs',
      '2',
    ];
    const flags = ['--data', texts, ...search, ...argumentsOf(SMALL_TRAINING)];
    return {
      next: (round) => binCommand('tune', [...flags, '--out', join(round, 'study')]),
      result(round) {
        const { trials, ranking } = JSON.parse(readFileSync(join(round, 'study', 'tuning.json'), 'utf8'));
        return JSON.stringify([
          ranking,
          trials.map(({ seconds: _, ...trial }: { seconds: number }) => trial),
        ]);
      },
    };
  },

  async 'bundle-model'(folder) {
    const data = await shared(folder, 'reviews', writeReviews);
    const model = join(folder, 'lm');
    const small = ['--max_words', '100', '--embedding_size', '4', '--hidden_size', '4', '--epochs', '1'];
    const runs = await shared(folder, 'pretrained', async (path) => {
      await run('pretrain', '--data', data, '--language_model', model, ...small);
      const places = [
        '--language_model',
        model,
        '--checkpoints_root',
        path,
        '--summaries_dir',
        join(folder, 'logs'),
      ];
      await run('train', '--model', 'pretrained', '--data', data, ...places, '--epochs', '1');
    });
    const [trained = ''] = newestRuns(runs);
    return {
      next: (round) => binCommand('bundle-model', ['--checkpoints_dir', trained], { cwd: checkoutIn(round) }),
      result: (round) => digestOf(join(round, 'checkout', 'models', 'imdb')),
    };
  },

  async finetune(folder) {
    const model = await smallModel(folder);
    const texts = writeTexts(folder);
    return {
      next(round) {
        const out = join(round, 'tuned');
        if (existsSync(out)) return undefined;
        return binCommand('finetune', [
          texts,
          '--out',
          out,
          '--checkpoints_dir',
          model,
          '--folds',
          '1',
          '--epochs',
          '2',
        ]);
      },
      result: (round) => digestOf(join(round, 'tuned')),
    };
  },

  async export(folder) {
    const model = await smallModel(folder);
    return {
      next(round) {
        const out = join(round, 'exported');
        if (existsSync(out)) return undefined;
        return binCommand('export', ['--out', out, '--checkpoints_dir', model]);
      },
      result: (round) => digestOf(join(round, 'exported')),
    };
  },
};

/** Writes a training set of 1,600 sentences, enough for language models, and a test set. */
function writeReviews(folder: string): void {
  newFolder(folder);
  const lines = readFileSync(writeTexts(folder), 'utf8').trim().split('\n').slice(1);
  const write = (name: string, times: number) =>
    writeFileSync(
      join(folder, name),
      ['text,label', ...Array<string[]>(times).fill(lines).flat(), ''].join('\n'),
    );
  write('train.csv', 34);
  write('test.csv', 1);
}
