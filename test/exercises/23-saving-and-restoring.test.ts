import { existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, test } from 'vitest';
import { type Checkpoint, restore, save } from '../../solutions/23-saving-and-restoring';
import { expectThat, forAll, written } from './complaint';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  path = join(folder, 'model.checkpoint');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const BIAS: Checkpoint = {
  step: 100,
  weights: [{ name: 'bias', shape: [2], values: Float32Array.of(0.1, -2) }],
};

function comesBack(checkpoint: Checkpoint): void {
  save(path, checkpoint);
  expectThat(existsSync(path), 'there is no file under `path` after save');
  const restored = restore(path) as Partial<Checkpoint> | undefined;
  expectThat(
    restored instanceof Object && Array.isArray(restored.weights),
    'restore must give an object { step, weights }',
  );
  expectThat(
    restored.step === checkpoint.step,
    `\`step\` was ${checkpoint.step}, and is ${written(restored.step)} after save and restore`,
  );
  expectThat(
    restored.weights.length === checkpoint.weights.length,
    `${checkpoint.weights.length} weights were saved, and ${restored.weights.length} came back`,
  );
  for (const [n, { name, shape, values }] of checkpoint.weights.entries()) {
    const found = restored.weights[n]!;
    expectThat(
      found.name === name && written(found.shape) === written(shape),
      `the weight ${written(name)} of shape ${written(shape)} came back as ${written(found.name)} of shape ${written(found.shape)}`,
    );
    expectThat(
      (found.values as unknown) instanceof Float32Array,
      `the values of ${written(name)} came back as ${Array.isArray(found.values) ? 'an array' : 'a plain object'}, not as a Float32Array`,
    );
    expectThat(
      found.values.length === values.length,
      `${written(name)} had ${values.length} values, and has ${found.values.length} after save and restore`,
    );
    const wrong = values.findIndex((value, at) => value !== found.values[at]);
    expectThat(
      wrong < 0,
      `value ${wrong} of ${written(name)} was ${values[wrong]}, and is ${found.values[wrong]} after save and restore: it must be the same to the last bit`,
    );
  }
}

test('a small checkpoint', () => comesBack(BIAS));

test('every bit comes back', () =>
  comesBack({
    step: 1,
    weights: [{ name: 'kernel', shape: [2, 2], values: Float32Array.of(1 / 3, 1e-30, 3e38, -1e-7) }],
  }));

test('several weights, and one that is a part of a larger array', () => {
  const all = Float32Array.of(1, 2, 3, 4, 5, 6);
  comesBack({
    step: 0,
    weights: [
      { name: 'lstm/kernel', shape: [2, 1], values: all.subarray(2, 4) },
      { name: 'lstm/bias', shape: [1], values: all.subarray(5) },
      { name: 'dense/bias', shape: [0], values: new Float32Array() },
    ],
  });
});

test('any checkpoint', () => {
  const weight = fc
    .array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 5 })
    .map((values) => Float32Array.from(values, (value) => value + 0)); // no -0
  const checkpoints = fc.tuple(fc.nat(100_000), fc.array(weight, { maxLength: 3 })).map(
    ([step, weights]): Checkpoint => ({
      step,
      weights: weights.map((values, n) => ({ name: `weight ${n}`, shape: [values.length], values })),
    }),
  );
  forAll(checkpoints, comesBack, 50);
});

test('saving again replaces what was there', () => {
  save(path, { ...BIAS, step: 5 });
  comesBack({ ...BIAS, step: 6 });
});

test('what was there stays whole until the new one is complete', () => {
  save(path, { ...BIAS, step: 5 });
  const sameFile = join(folder, 'a second name of the same file');
  linkSync(path, sameFile);
  const before = readFileSync(sameFile);
  save(path, { ...BIAS, step: 6 });
  expectThat(
    readFileSync(sameFile).equals(before),
    'the old checkpoint was written over: if the machine stops half way, neither the old one nor the new one is left. ' +
      'Write to another file beside it, and rename that to `path` when it is complete',
  );
});

test('nothing else is left in the folder', () => {
  save(path, BIAS);
  const left = readdirSync(folder).filter((name) => name !== 'model.checkpoint');
  expectThat(left.length === 0, `beside the checkpoint there is ${written(left)} in the folder after save`);
});

test('a checkpoint that is not there is an error', () => {
  save(path, BIAS);
  let thrown = false;
  try {
    restore(join(folder, 'another.checkpoint'));
  } catch {
    thrown = true;
  }
  expectThat(
    thrown,
    'restore must throw where there is no checkpoint: nobody would notice that nothing was restored',
  );
});
