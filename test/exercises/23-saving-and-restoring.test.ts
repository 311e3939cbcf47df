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
  expectThat(existsSync(path), 'there is no file at `path` after save');
  const restored = restore(path) as Partial<Checkpoint> | undefined;
  expectThat(
    restored instanceof Object && Array.isArray(restored.weights),
    'restore must return an object { step, weights }',
  );
  expectThat(
    restored.step === checkpoint.step,
    `\`step\` was ${checkpoint.step}, but is ${written(restored.step)} after save and restore`,
  );
  expectThat(
    restored.weights.length === checkpoint.weights.length,
    `${checkpoint.weights.length} weights were saved, but ${restored.weights.length} were restored`,
  );
  for (const [n, { name, shape, values }] of checkpoint.weights.entries()) {
    const found = restored.weights[n]!;
    expectThat(
      found.name === name && written(found.shape) === written(shape),
      `the weight ${written(name)} of shape ${written(shape)} was restored as ${written(found.name)} of shape ${written(found.shape)}`,
    );
    expectThat(
      (found.values as unknown) instanceof Float32Array,
      `the values of ${written(name)} were restored as ${Array.isArray(found.values) ? 'an array' : 'a plain object'}, not as a Float32Array`,
    );
    expectThat(
      found.values.length === values.length,
      `${written(name)} had ${values.length} values, but has ${found.values.length} after save and restore`,
    );
    const wrong = values.findIndex((value, at) => value !== found.values[at]);
    expectThat(
      wrong < 0,
      `value ${wrong} of ${written(name)} was ${values[wrong]}, but is ${found.values[wrong]} after save and restore: it must be the same to the last bit`,
    );
  }
}

test('restore returns a small checkpoint that save wrote', () => comesBack(BIAS));

test('restore returns every value to the last bit', () =>
  comesBack({
    step: 1,
    weights: [{ name: 'kernel', shape: [2, 2], values: Float32Array.of(1 / 3, 1e-30, 3e38, -1e-7) }],
  }));

test('save writes only the values of a weight that is a view of a larger array', () => {
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

test('restore returns any checkpoint that save wrote', () => {
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

test('save does not change the checkpoint', () => {
  const values = Float32Array.of(0.1, -2);
  const checkpoint: Checkpoint = { step: 3, weights: [{ name: 'bias', shape: [2], values }] };
  save(path, checkpoint);
  const [weight] = checkpoint.weights;
  expectThat(
    checkpoint.step === 3 && weight?.name === 'bias' && weight.values === values,
    'save changed the checkpoint that was passed in, and training goes on with it: make new objects',
  );
});

test('save replaces an older checkpoint', () => {
  save(path, { ...BIAS, step: 5 });
  comesBack({ ...BIAS, step: 6 });
});

test('save does not write to the file of the older checkpoint', () => {
  save(path, { ...BIAS, step: 5 });
  const sameFile = join(folder, 'a second name of the same file');
  linkSync(path, sameFile);
  const before = readFileSync(sameFile);
  save(path, { ...BIAS, step: 6 });
  expectThat(
    readFileSync(sameFile).equals(before),
    'the old checkpoint was overwritten in place: if the machine stops halfway, both checkpoints are lost. ' +
      'Write to another file beside it, and rename that to `path` when it is complete',
  );
});

test('save leaves no other file in the folder', () => {
  save(path, BIAS);
  const left = readdirSync(folder).filter((name) => name !== 'model.checkpoint');
  expectThat(
    left.length === 0,
    `the folder has another file beside the checkpoint after save: ${written(left)}`,
  );
});

test('restore throws if there is no checkpoint', () => {
  save(path, BIAS);
  let thrown = false;
  try {
    restore(join(folder, 'another.checkpoint'));
  } catch {
    thrown = true;
  }
  expectThat(
    thrown,
    'restore must throw if there is no checkpoint: nobody would notice that nothing was restored',
  );
});
