import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { preprocessCommand } from '../../bin/preprocess';
import { readNpy } from '../../lib/files/npy';
import { writeCsv, writeFolders } from '../experiments/systems/corpus';
import { SENTENCES } from '../models/sentences';
import { catchOutput, outputOf } from './command-output';

const dir = mkdtempSync(join(tmpdir(), 'preprocess-'));
const at = (...path: string[]) => join(dir, ...path);
beforeAll(() => {
  writeCsv(at('csv'));
  writeFolders(at('folders', 'train'));
  writeFolders(at('folders', 'test'), SENTENCES.slice(8, 24));
});
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(catchOutput);

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
