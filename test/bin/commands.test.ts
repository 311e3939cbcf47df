import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundleModelCommand } from '../../bin/bundle-model';
import { evaluateCommand } from '../../bin/evaluate';
import { explainCommand } from '../../bin/explain';
import { exportCommand } from '../../bin/export';
import { predictCommand } from '../../bin/predict';
import { preprocessCommand } from '../../bin/preprocess';
import { tensorboardCommand } from '../../bin/tensorboard';
import { defaultsOf } from '../../experiments/runs/flags';
import { trainSystem } from '../../experiments/runs/run';
import { systems } from '../../experiments/systems/systems';
import { ready, tf } from '../../lib/backend';
import { readNpy } from '../../lib/files/npy';
import { npmCommand } from '../../lib/npm';
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
    data: at('csv'),
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

describe('predict', () => {
  it('each argument gets a line with its label and probability', async () => {
    const output = await outputOf(predictCommand(), '--checkpoints-dir', run, 'A delight.', 'Zyzzyva', '...');
    const lines = output.trim().split('\n');
    expect(lines[0]).toMatch(/^(positive|neutral|negative) \d+\.\d % {2}A delight\.$/);
    expect(lines[1]).toBe('no label  Zyzzyva  (the model knows none of the words)');
    expect(lines[2]).toBe('no label  ...  (the text has no word)');
  });

  it('texts without a known word are counted on standard error', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    await outputOf(predictCommand(), '--checkpoints-dir', run, 'Zyzzyva!', 'Фильм', 'A delight.');
    expect(said).toHaveBeenCalledWith('2 of 3 texts have no word that the model knows, and so no label.');
  });

  it('each line of standard input gets a JSON prediction, in order', { timeout: 300_000 }, () => {
    const { stdout, code } = inPipes(
      'predict',
      ['--checkpoints_dir', run, '--json'],
      'A dull mess.\n\nA quiet joy.\n',
    );
    const predictions = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(predictions.map(({ line, text }) => [line, text])).toEqual([
      [1, 'A dull mess.'],
      [2, ''],
      [3, 'A quiet joy.'],
    ]);
    expect(predictions[1]).toMatchObject({ label: null, probability: null });
    for (const { probability, label } of [predictions[0], predictions[2]]) {
      expect(probability).toBeGreaterThan(0.5);
      expect(['positive', 'negative']).toContain(label);
    }
    expect(code).toBe(0);
  });

  it.skipIf(process.platform === 'win32')(
    'a terminal is asked for one text after another',
    { timeout: 300_000 },
    () => {
      const { screen, code } = onTerminal(
        'predict',
        ['--checkpoints_dir', run],
        [
          ['Text: ', 'A delight.\r'],
          ['Text: ', 'A stale joke.\r'],
          ['Text: ', '\r'],
        ],
      );
      expect(screen).toMatch(/(positive|neutral|negative)\S* \d+\.\d % {2}A delight\./);
      expect(screen).toMatch(/(positive|neutral|negative)\S* \d+\.\d % {2}A stale joke\./);
      expect(code).toBe(0);
    },
  );

  it('without a checkpoint, the bundled model predicts', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(await outputOf(predictCommand(), 'A delight.', 'Фильм')).toMatch(
      /^(positive|neutral|negative) \d+\.\d % {2}A delight\.\nno label {2}Фильм {2}\(the model knows none of the words\)\n$/,
    );
    expect(JSON.parse(await outputOf(predictCommand(), '--json', 'Фильм'))).toEqual({
      text: 'Фильм',
      label: null,
      probability: null,
      tokenCount: 1,
      unknownCount: 1,
      hasKnownWord: false,
      reason: 'the model knows none of the words',
    });
  });

  it('a missing checkpoint is refused with the advice to train', async () => {
    await expect(outputOf(predictCommand(), '--checkpoints_dir', at('none'), 'Hm.')).rejects.toThrow(
      /there is no checkpoint in .*none: train a model first/,
    );
  });

  it('an unknown flag is refused by name', async () => {
    await expect(outputOf(predictCommand(), '--checkpoint', run)).rejects.toThrow(
      /unknown option '--checkpoint'/,
    );
  });
});

describe('explain', () => {
  it('names the predicted class beside the one that is explained, and the words that are unknown', async () => {
    const output = await outputOf(explainCommand(), '--label', 'negative', 'I love this zzqx lamp.');
    expect(output).toMatch(/^\d+\.\d % negative {2}i love this zzqx lamp/);
    expect(output).toMatch(/^The predicted class is positive, \d+\.\d %\.\nThe model does not know: zzqx$/m);
  });
});

describe('evaluate', () => {
  const evaluate = async (...args: string[]) =>
    JSON.parse(await outputOf(evaluateCommand(), '--checkpoints_dir', run, '--json', ...args));

  it('the JSON has the keys that scripts rely on, with consistent values', async () => {
    const result = await evaluate('--data_dir', at('csv'), '--wrong', '1');
    const { n, accuracy, standardError, loss, confusion, seconds, baseline, mistakes } = result;
    expect([n, baseline]).toEqual([32, 0.5]);
    const [[right0, wrong0], [wrong1, right1]] = confusion;
    expect(right0 + wrong0 + wrong1 + right1).toBe(32);
    expect(accuracy).toBe((right0 + right1) / 32);
    expect(standardError).toBeCloseTo(Math.sqrt((accuracy * (1 - accuracy)) / 32), 12);
    expect(loss).toBeGreaterThan(0);
    expect(seconds).toBeGreaterThan(0);
    expect(mistakes.length).toBe(Math.min(1, wrong0 + wrong1));
    expect(result.perClass.map(({ label }: { label: string }) => label)).toEqual(['negative', 'positive']);
  });

  it('the test set is evaluated if there is one, else all reviews', async () => {
    expect((await evaluate('--data_dir', at('folders'))).n).toBe(16);
    expect((await evaluate('--data_dir', at('folders', 'train'))).n).toBe(32);
  });

  it('without --json, the accuracy and a table of classes are printed', async () => {
    const text = await outputOf(evaluateCommand(), '--checkpoints_dir', run, '--data_dir', at('folders'));
    expect(text).toMatch(
      /reviews +16\naccuracy +\d+\.\d\d % ± \d+\.\d\d\nmajority-class baseline +50\.0 %\nmacro F1 +\d+\.\d %\n/,
    );
    expect(text).toMatch(
      /class +reviews +precision +recall +F1 +predicted negative +predicted positive\nnegative +8 /,
    );
  });

  it('missing and wrong flags are refused', async () => {
    await expect(outputOf(evaluateCommand())).rejects.toThrow(/--data is missing: name the labeled texts/);
    await expect(evaluate('--data_dir', at('csv'), '--wrong', '-1')).rejects.toThrow(
      /'-1' is invalid\. It takes a whole number at least 0\./,
    );
  });

  it('labels that the model does not know are counted and refused', async () => {
    writeFileSync(at('neutral.csv'), 'text,label\nGood.,positive\nBad.,negative\nWell.,neutral\n');
    await expect(evaluate('--data', at('neutral.csv'))).rejects.toThrow(
      /1 of 3 reviews have a label that the model does not know: neutral \(1, first .*neutral\.csv:4\)/,
    );
  });

  it('texts of another language are refused with the reason', async () => {
    const russian = writeCsv(at('russian'), [
      { text: 'ужасный фильм', label: 'negative', source: '' },
      { text: 'отличный фильм', label: 'positive', source: '' },
    ]);
    await expect(evaluate('--data_dir', russian)).rejects.toThrow(
      /2 of 2 texts have no known word: the model was trained on texts of another kind/,
    );
  });

  it('with --json, standard output contains only the result', { timeout: 300_000 }, () => {
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
  /** The layers of tfjs that a stock export of a small model may have. */
  const TFJS_LAYERS = [
    ...['InputLayer', 'Embedding', 'Dropout', 'SpatialDropout1D', 'LSTM', 'Bidirectional', 'Masking'],
    ...['Permute', 'Dot', 'Flatten', 'Reshape', 'Dense', 'Activation', 'GlobalAveragePooling1D'],
  ];

  it('plain and stock exports give the predictions of the checkpoint', async (context) => {
    const texts = SENTENCES.slice(0, 6).map(({ text }) => text);
    const predictions = JSON.parse(
      `[${(await outputOf(predictCommand(), '--checkpoints_dir', run, '--json', ...texts)).trim().replaceAll('\n', ',')}]`,
    );
    for (const [name, ...flags] of [['ours'], ['stock', '--stock']] as const) {
      const said = await outputOf(exportCommand(), '--checkpoints_dir', run, '--out', at(name), ...flags);
      expect(said).toBe(`${at(name)}: classifier.json, model.json, vocab.json, weights.bin\n`);
      if (tf.getBackend() !== 'tensorflow') return context.skip('file:// is read by tfjs-node');
      const model = await tf.loadLayersModel(`file://${at(name, 'model.json')}`);
      const words = JSON.parse(readFileSync(at(name, 'vocab.json'), 'utf8'));
      const exported = JSON.parse(readFileSync(at(name, 'classifier.json'), 'utf8'));
      for (const { text, label, probability } of predictions) {
        const tokens: string[] = text
          .toLowerCase()
          .replace(/[^a-z0-9 ]+/g, '')
          .split(' ');
        const ids = tokens.map((token) => words[token] ?? exported.unknownId);
        const logits = model.predict(tf.tensor2d([ids], undefined, 'int32')) as tf.Tensor2D;
        const found = tf.softmax(logits).dataSync()[exported.classes.indexOf(label)]!;
        expect(found).toBeCloseTo(probability, 5);
      }
    }
    const layersOf = (name: string) => {
      const { modelTopology } = JSON.parse(readFileSync(at(name, 'model.json'), 'utf8'));
      const { layers } = modelTopology.config ?? modelTopology.model_config.config;
      return layers.map((layer: { class_name: string }) => layer.class_name) as string[];
    };
    expect(layersOf('ours')).toContain('FastLSTM');
    for (const layer of layersOf('stock')) expect(TFJS_LAYERS).toContain(layer);
  });

  it('a folder with files in it is refused', async () => {
    await expect(outputOf(exportCommand(), '--checkpoints_dir', run, '--out', at('csv'))).rejects.toThrow(
      /--out .*csv: this folder is not empty/,
    );
    await expect(outputOf(exportCommand(), '--checkpoints_dir', run)).rejects.toThrow(
      /required option '--out/,
    );
  });
});

describe('preprocess', () => {
  it('token ids follow frequency from 2 upward', async () => {
    const said = await outputOf(preprocessCommand(), '--data_dir', at('folders'), '--out', at('ids'));
    expect(said).toMatch(/set +reviews +words +unknown\ntrain +32 +\d+ +0\.0 %\ntest +16 +\d+ +0\.0 %\n/);
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

  it('with an existing dictionary, words without an id become 1', async () => {
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

  it('a pickle that would run code is refused', async () => {
    writeFileSync(at('attack.pkl'), "cos\nsystem\n(S'exit 3'\ntR.");
    const args = ['--data_dir', at('csv'), '--dictionary', at('attack.pkl')];
    await expect(outputOf(preprocessCommand(), ...args, '--out', at('attacked'))).rejects.toThrow(
      /attack\.pkl holds operation GLOBAL/,
    );
  });

  it('a folder with files in it is refused', async () => {
    const args = ['--data_dir', at('csv')];
    await expect(outputOf(preprocessCommand(), ...args, '--out', at('csv'))).rejects.toThrow(/--out .*csv/);
  });
});

describe('tensorboard', () => {
  it('serves the runs on this machine, until npm is killed', { timeout: 300_000 }, async (context) => {
    if (tf.getBackend() !== 'tensorflow')
      return context.skip('event files are written by the native library');
    const flags = ['--summaries_dir', at('logs'), '--port', '0'];
    const { program, args } = npmCommand(['run', '-s', 'tensorboard', '--', ...flags]);
    const server = spawn(program, args, { cwd: repositoryRoot(), stdio: ['ignore', 'ignore', 'pipe'] });
    let address = '';
    try {
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
      server.kill('SIGKILL');
    }
    const answers = () =>
      fetch(address).then(
        () => true,
        () => false,
      );
    await expect.poll(answers, { timeout: 60_000 }).toBe(false);
  });

  it('a missing folder of runs is refused with the advice to train', async () => {
    await expect(outputOf(tensorboardCommand(), '--summaries_dir', at('nowhere'))).rejects.toThrow(
      /nowhere does not exist: train a model first/,
    );
  });

  it('a port beyond 65535 is refused', async () => {
    await expect(outputOf(tensorboardCommand(), '--port', '70000')).rejects.toThrow(
      /It takes a whole number at least 0, at most 65535\./,
    );
  });
});

describe('bundle-model', () => {
  it('exactly one of a run and --from_data is required', async () => {
    const eitherOr = '--checkpoints_dir names a run, --from_data trains one: use one of the two';
    await expect(outputOf(bundleModelCommand())).rejects.toThrow(eitherOr);
    await expect(outputOf(bundleModelCommand(), '--from_data', '--checkpoints_dir', run)).rejects.toThrow(
      eitherOr,
    );
  });
});
