import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { evaluateCommand } from '../../bin/evaluate';
import { explainCommand } from '../../bin/explain';
import { predictCommand } from '../../bin/predict';
import { tensorboardCommand } from '../../bin/tensorboard';
import { ready, tf } from '../../lib/backend';
import { npmCommand } from '../../lib/npm';
import { repositoryRoot } from '../../lib/repository';
import { writeCsv, writeFolders } from '../experiments/systems/corpus';
import { SENTENCES } from '../models/sentences';
import { catchOutput, outputOf } from './command-output';
import { inPipes, onTerminal } from './pseudo-terminal';
import { trainSmall } from './small-run';

const dir = mkdtempSync(join(tmpdir(), 'commands-'));
const at = (...path: string[]) => join(dir, ...path);
let run: string;
beforeAll(async () => {
  await ready();
  writeFolders(at('folders', 'train'));
  writeFolders(at('folders', 'test'), SENTENCES.slice(8, 24));
  run = await trainSmall(dir);
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
