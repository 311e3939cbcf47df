import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bestCheckpoint, keepCheckpoints, latestCheckpoint, newRunFolder } from '../../lib/checkpoints';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'runs-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes the record of a checkpoint without a model. */
function checkpoint(run: string, step: number, validationLoss?: number): string {
  const folder = join(run, `step-${step}`);
  mkdirSync(folder, { recursive: true });
  const metrics = validationLoss === undefined ? undefined : { validationLoss };
  const record = {
    format: 2,
    system: 'simple',
    config: {},
    step,
    classes: ['negative', 'positive'],
    files: {},
    masks: {},
    metrics,
  };
  writeFileSync(join(folder, 'checkpoint.json'), JSON.stringify(record));
  return folder;
}

describe('run folders', () => {
  it('newRunFolder names a folder by the second and never returns one twice', async () => {
    expect(await newRunFolder(root, 1_481_294_288_700)).toBe(join(root, '1481294288'));
    expect(await newRunFolder(root, 1_481_294_288_900)).toBe(join(root, '1481294289'));
  });

  it('keepCheckpoints keeps the last checkpoints and the best one', async () => {
    for (const [step, loss] of [
      [100, 0.7],
      [200, 0.5],
      [300, 0.6],
      [400, 0.8],
      [1000, 0.9],
    ] as const)
      checkpoint(root, step, loss);
    await keepCheckpoints(root, 2);
    expect(readdirSync(root).sort()).toEqual(['step-1000', 'step-200', 'step-400']);
  });

  it('latestCheckpoint finds none that a training is saving or has removed meanwhile', async () => {
    for (const step of [100, 200]) checkpoint(root, step);
    const saving = join(root, 'step-300.host-1-0a1b2c3d.tmp');
    mkdirSync(saving);
    writeFileSync(join(saving, 'checkpoint.json'), '{');
    const latest = latestCheckpoint(root);
    rmSync(join(root, 'step-100'), { recursive: true });
    expect(await latest).toBe(join(root, 'step-200'));
  });

  it('bestCheckpoint is the one with the lowest validation loss, or the latest without validation', async () => {
    checkpoint(root, 900, 0.4);
    checkpoint(root, 1000, 0.6);
    expect(await latestCheckpoint(root)).toBe(join(root, 'step-1000'));
    expect(await bestCheckpoint(root)).toBe(join(root, 'step-900'));
    const equal = join(root, 'equal');
    for (const step of [5, 10, 15]) checkpoint(equal, step, step === 5 ? 0.7 : 0.5);
    expect(await bestCheckpoint(equal)).toBe(join(equal, 'step-10')); // as early stopping counts
    const unmeasured = join(root, 'unmeasured');
    for (const step of [5, 10]) checkpoint(unmeasured, step);
    expect(await bestCheckpoint(unmeasured)).toBe(join(unmeasured, 'step-10'));
  });

  it('bestCheckpoint of a folder with one run is that of the run; with several fine-tuned models, none', async () => {
    const best = checkpoint(join(root, '1481294288'), 10);
    expect(await bestCheckpoint(root)).toBe(best);
    for (const name of ['mine', 'other'])
      renameSync(checkpoint(join(root, name), 0), join(root, `${name}-0`));
    await expect(bestCheckpoint(root)).rejects.toThrow(/contains several models: name one of them.*other-0/);
  });

  it('bestCheckpoint of a folder with several runs throws and names them', async () => {
    checkpoint(join(root, '1481294288'), 10);
    checkpoint(join(root, '1481294290'), 10);
    await expect(bestCheckpoint(root)).rejects.toThrow(
      /contains several models: name one of them.*1481294290/,
    );
    expect(existsSync(join(root, '1481294288', 'step-10'))).toBe(true);
  });
});
