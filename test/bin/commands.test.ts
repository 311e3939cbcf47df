import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { shipCommand } from '../../bin/bundle-model';
import { evaluateCommand } from '../../bin/evaluate';
import { exportCommand } from '../../bin/export';
import { predictCommand } from '../../bin/predict';
import { preprocessCommand } from '../../bin/preprocess';
import { tensorboardCommand } from '../../bin/tensorboard';
import { trainSystem } from '../../experiments/runs/run';
import { defaultsOf } from '../../experiments/systems/flags';
import { systems } from '../../experiments/systems/systems';
import { ready, tf } from '../../lib/backend';
import { readNpy } from '../../lib/files/npy';
import { repositoryRoot } from '../../lib/repository';
import { writeCsv, writeFolders } from '../experiments/systems/corpus';
import { SENTENCES } from '../models/sentences';
import { catchOutput, outputOf } from './command-output';
import { inPipes, onTerminal } from './pseudo-terminal';

const dir = mkdtempSync(join(tmpdir(), 'commands-'));
const at = (...path: string[]) => join(dir, ...path);
let run: string;
beforeAll(async () => {
  await ready();
  writeCsv(at('csv'));
  writeFolders(at('folders', 'train'));
  writeFolders(at('folders', 'test'), SENTENCES.slice(8, 24));
  const values = {
    ...defaultsOf(systems.simple.flags),
    data_dir: at('csv'),
    checkpoints_root: at('cp'),
    summaries_dir: at('logs'),
    stopwords_file: null,
    train_steps: 60,
    validate_every: 60,
    hidden_size: 8,
    embedding_size: 8,
    test_size: 0.1,
    dropout_keep_prob: 1,
  };
  run = (await trainSystem(systems.simple, values)).folder;
});
afterAll(() => rmSync(dir, { recursive: true }));

beforeEach(catchOutput);
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('predict', () => {
  it('answers for texts from arguments', async () => {
    const answers = await outputOf(
      predictCommand(),
      '--checkpoints-dir',
      run,
      'A delight.',
      'Zyzzyva!',
      '...',
    );
    const lines = answers.trim().split('\n');
    expect(lines[0]).toMatch(/^(positive|negative) \d+\.\d % {2}A delight\.$/);
    expect(lines[1]).toMatch(/Zyzzyva! {2}\(1 of 1 words unknown\)$/);
    expect(lines[2]).toMatch(/\.\.\. {2}\(no word to go by\)$/);
  });

  it('answers for lines of standard input, in their order', () => {
    const { stdout, code } = inPipes(
      'predict',
      ['--checkpoints_dir', run, '--json'],
      'A dull mess.\n\nQuietly brilliant.\n',
    );
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ text }) => text)).toEqual(['A dull mess.', 'Quietly brilliant.']);
    for (const { probability, label } of answers) {
      expect(probability).toBeGreaterThan(0.5);
      expect(['positive', 'negative']).toContain(label);
    }
    expect(code).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('asks for one text after another on a terminal', () => {
    const { screen, code } = onTerminal(
      'predict',
      ['--checkpoints_dir', run],
      [
        ['Text: ', 'A delight.\r'],
        ['Text: ', 'Stale jokes.\r'],
        ['Text: ', '\r'],
      ],
    );
    expect(screen).toMatch(/(positive|negative)\S* \d+\.\d % {2}A delight\./);
    expect(screen).toMatch(/(positive|negative)\S* \d+\.\d % {2}Stale jokes\./);
    expect(code).toBe(0);
  });

  it('asks the model that is shipped where none is named', async () => {
    expect(await outputOf(predictCommand(), 'A delight.')).toMatch(/^positive \d+\.\d % {2}A delight\.\n$/);
  });

  it('says what to do where there is no model', async () => {
    await expect(outputOf(predictCommand(), '--checkpoints_dir', at('none'), 'Hm.')).rejects.toThrow(
      /there is no checkpoint in .*none: train a model first/,
    );
    await expect(outputOf(predictCommand(), '--checkpoint', run)).rejects.toThrow(
      /unknown option '--checkpoint'/,
    );
  });
});

describe('evaluate', () => {
  const evaluate = async (...args: string[]) =>
    JSON.parse(await outputOf(evaluateCommand(), '--checkpoints_dir', run, '--json', ...args));

  it('prints the keys that scripts rely on', async () => {
    const result = await evaluate('--data_dir', at('csv'), '--wrong', '1');
    const { n, accuracy, standardError, loss, confusion, seconds, baseline, wrong } = result;
    expect([n, baseline]).toEqual([32, 0.5]);
    const [[right0, wrong0], [wrong1, right1]] = confusion;
    expect(right0 + wrong0 + wrong1 + right1).toBe(32);
    expect(accuracy).toBe((right0 + right1) / 32);
    expect(standardError).toBeCloseTo(Math.sqrt((accuracy * (1 - accuracy)) / 32), 12);
    expect(loss).toBeGreaterThan(0);
    expect(seconds).toBeGreaterThan(0);
    expect(wrong.length).toBe(Math.min(1, wrong0 + wrong1));
    expect(result.perClass.map(({ label }: { label: string }) => label)).toEqual(['negative', 'positive']);
  });

  it('takes the test part where there is one, else all texts', async () => {
    expect((await evaluate('--data_dir', at('folders'))).n).toBe(16);
    expect((await evaluate('--data_dir', at('folders', 'train'))).n).toBe(32);
  });

  it('prints tables for people', async () => {
    const text = await outputOf(evaluateCommand(), '--checkpoints_dir', run, '--data_dir', at('folders'));
    expect(text).toMatch(/texts +16\naccuracy +\d+\.\d\d % ± \d+\.\d\d\nmajority baseline +50\.0 %\n/);
    expect(text).toMatch(
      /class +texts +precision +recall +answered negative +answered positive\nnegative +8 /,
    );
  });

  it('refuses wrong calls, and labels that the model does not know', async () => {
    await expect(outputOf(evaluateCommand())).rejects.toThrow(/required option '--data_dir <folder>'/);
    await expect(evaluate('--data_dir', at('csv'), '--wrong', '-1')).rejects.toThrow(
      /'-1' is invalid\. It takes a whole number at least 0\./,
    );
    const neutral = writeCsv(at('neutral'), [{ ...SENTENCES[0]!, label: 'neutral' }]);
    await expect(evaluate('--data_dir', neutral)).rejects.toThrow(
      /data\.csv:2: label neutral, expected negative or positive/,
    );
  });

  it('ends with 0 in a shell, and with nothing but the result on standard output', () => {
    const { stdout, code } = inPipes('evaluate', [
      '--checkpoints_dir',
      run,
      '--data_dir',
      at('csv'),
      '--json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ n: 32 });
    expect(code).toBe(0);
  });
});

describe('export', () => {
  it('writes a model that says the same, of our layers or of stock ones, with how to read a text', async (context) => {
    const texts = SENTENCES.slice(0, 6).map(({ text }) => text);
    const answers = JSON.parse(
      `[${(await outputOf(predictCommand(), '--checkpoints_dir', run, '--json', ...texts)).trim().replaceAll('\n', ',')}]`,
    );
    for (const [name, ...flags] of [['ours'], ['stock', '--stock']] as const) {
      const said = await outputOf(exportCommand(), '--checkpoints_dir', run, '--out', at(name), ...flags);
      expect(said).toBe(`${at(name)}: model.json, reading.json, weights.bin, words.json\n`);
      if (tf.getBackend() !== 'tensorflow') return context.skip('file:// is read by tfjs-node');
      const model = await tf.loadLayersModel(`file://${at(name, 'model.json')}`);
      const words = JSON.parse(readFileSync(at(name, 'words.json'), 'utf8'));
      const reading = JSON.parse(readFileSync(at(name, 'reading.json'), 'utf8'));
      for (const { text, label, probability } of answers) {
        const tokens: string[] = text
          .toLowerCase()
          .replace(/[^a-z0-9 ]+/g, '')
          .split(' ');
        const ids = tokens.map((token) => words[token] ?? reading.unknown);
        const logits = model.predict(tf.tensor2d([ids], undefined, 'int32')) as tf.Tensor2D;
        const found = tf.softmax(logits).dataSync()[reading.classes.indexOf(label)]!;
        expect(found).toBeCloseTo(probability, 5);
      }
    }
    const classNames = JSON.stringify(
      JSON.parse(readFileSync(at('stock', 'model.json'), 'utf8')).modelTopology,
    );
    expect(classNames).not.toMatch(/"class_name":"(FastLSTM|TrainedEmbedding|SeededDropout|MeanOverTime)"/);
  });

  it('overwrites nothing', async () => {
    await expect(outputOf(exportCommand(), '--checkpoints_dir', run, '--out', at('csv'))).rejects.toThrow(
      /--out .*csv: there is something in this folder already/,
    );
    await expect(outputOf(exportCommand(), '--checkpoints_dir', run)).rejects.toThrow(
      /required option '--out/,
    );
  });
});

describe('preprocess', () => {
  it('gives the most frequent word id 2, and keeps 0 and 1', async () => {
    const said = await outputOf(preprocessCommand(), '--data_dir', at('folders'), '--out', at('ids'));
    expect(said).toMatch(/part +texts +words +unknown\ntrain +32 +\d+ +0\.0 %\ntest +16 +\d+ +0\.0 %\n/);
    const words: Record<string, number> = JSON.parse(readFileSync(at('ids', 'dictionary.json'), 'utf8'));
    const [ids, lengths, labels] = await Promise.all(
      ['ids', 'lengths', 'labels'].map((name) => readNpy(at('ids', `train-${name}.npy`))),
    );
    const [first] = SENTENCES.map(({ text }) =>
      text
        .toLowerCase()
        .replace(/[^a-z ]/g, '')
        .split(' '),
    );
    expect(Array.from((ids!.data as Int32Array).subarray(0, first!.length))).toEqual(
      first!.map((word) => words[word]),
    );
    expect(lengths!.data[0]).toBe(first!.length);
    expect(labels!.data[0]).toBe(1);
    const counts = new Map<number, number>();
    for (const id of ids!.data as Int32Array) counts.set(id, (counts.get(id) ?? 0) + 1);
    const byId = [...counts].sort(([a], [b]) => a - b).map(([, n]) => n);
    expect(byId).toEqual([...byId].sort((a, b) => b - a));
    expect(Math.min(...Object.values(words))).toBe(2);
  });

  it('takes an existing dictionary, words without an id become 1', async () => {
    writeFileSync(at('words.json'), '{"the": 2, "a": 9}');
    const said = await outputOf(
      preprocessCommand(),
      ...['--data-dir', at('csv'), '--out', at('few'), '--dictionary', at('words.json'), '--json'],
    );
    const { parts, words, dictionary } = JSON.parse(said);
    expect([words, dictionary]).toEqual([2, at('words.json')]);
    const { data } = await readNpy(at('few', 'train-ids.npy'));
    expect([...new Set(data as Int32Array)].sort((a, b) => a - b)).toEqual([1, 2, 9]);
    expect(parts.train.unknown).toBe((data as Int32Array).filter((id) => id === 1).length);
    expect(readdirSync(at('few')).sort()).toEqual([
      'dictionary.json',
      'preprocessed.json',
      'train-ids.npy',
      'train-labels.npy',
      'train-lengths.npy',
    ]);
  });

  it('executes nothing in a dictionary, and overwrites nothing', async () => {
    writeFileSync(at('attack.pkl'), "cos\nsystem\n(S'exit 3'\ntR.");
    const args = ['--data_dir', at('csv'), '--dictionary', at('attack.pkl')];
    await expect(outputOf(preprocessCommand(), ...args, '--out', at('attacked'))).rejects.toThrow(
      /attack\.pkl holds operation GLOBAL/,
    );
    await expect(outputOf(preprocessCommand(), ...args, '--out', at('csv'))).rejects.toThrow(/--out .*csv/);
  });
});

describe('tensorboard', () => {
  it('serves the runs, on this machine only', async (context) => {
    if (tf.getBackend() !== 'tensorflow')
      return context.skip('event files are written by the native library');
    const args = ['--import', 'tsx', 'bin/tensorboard.ts', '--summaries_dir', at('logs'), '--port', '0'];
    const server = spawn(process.execPath, args, {
      cwd: repositoryRoot(),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    try {
      let address = '';
      for await (const line of createInterface({ input: server.stderr })) {
        address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? '';
        if (address) break;
      }
      const ask = async (what: string) => (await fetch(`${address}/data/plugin/${what}/tags`)).json();
      const names = async (what: string) => Object.keys((await ask(what)) as object).sort();
      const [name] = readdirSync(at('logs'));
      await expect
        .poll(() => names('scalars'), { timeout: 120_000 })
        .toEqual([`${name}/train`, `${name}/validation`]);
      expect(await names('histograms')).toEqual([`${name}/train`]);
    } finally {
      server.kill();
    }
  });

  it('says what to do where there are no runs', async () => {
    await expect(outputOf(tensorboardCommand(), '--summaries_dir', at('nowhere'))).rejects.toThrow(
      /nowhere does not exist: train a model first/,
    );
    await expect(outputOf(tensorboardCommand(), '--port', '70000')).rejects.toThrow(
      /It takes a whole number at least 0, at most 65535\./,
    );
  });
});

describe('ship', () => {
  it('wants a run, or to train one, and not both', async () => {
    const eitherOr = '--checkpoints_dir names the run, or --from_data trains one: give one of the two';
    await expect(outputOf(shipCommand())).rejects.toThrow(eitherOr);
    await expect(outputOf(shipCommand(), '--from_data', '--checkpoints_dir', run)).rejects.toThrow(eitherOr);
  });
});
