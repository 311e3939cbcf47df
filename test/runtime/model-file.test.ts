import { describe, expect, it } from 'vitest';
import { type Model, quantized, readModel, toFloats, writeModel } from '../../runtime/model-file';

const model: Model = {
  settings: {
    name: 'small',
    classes: ['negative', 'positive'],
    tokenizer: 'punctuation',
    maxLength: 8,
    temperature: 1.5,
    branches: [
      { embedding: 'vectors', lstm: 'lstm', reversed: false, pooling: ['mean', 'last'], classifier: 'dense' },
    ],
  },
  words: ['<end>', 'gut', 'schön', '😀'],
  weights: {
    vectors: Float32Array.from({ length: 18 }, (_, n) => Math.sin(n)),
    'lstm/kernel': Float32Array.from({ length: 24 }, (_, n) => Math.cos(n)),
    'lstm/recurrent_kernel': Float32Array.from({ length: 16 }, (_, n) => Math.cos(3 * n)),
    'lstm/bias': new Float32Array(8).fill(1),
    'dense/kernel': Float32Array.of(1, -1, 2, -2),
    'dense/bias': Float32Array.of(0.5),
  },
};

describe('the file of a model', () => {
  it('holds the settings, words and weights', () => {
    const read = readModel(writeModel(quantized(model)), 'small.bin');
    expect(read).toEqual(quantized(model));
    expect(readModel(Buffer.from(writeModel(quantized(model))), 'small.bin')).toEqual(read);
    expect(read.weights['dense/kernel']).toEqual(model.weights['dense/kernel']);
  });

  it('its weights differ from those of before by at most half a 127th of the largest of their group', () => {
    const { vectors } = quantized(model).weights;
    const before = model.weights['vectors'] as Float32Array;
    for (const [at, value] of toFloats(vectors!).entries()) {
      const row = before.subarray(3 * Math.floor(at / 3), 3 * Math.floor(at / 3) + 3);
      const step = Math.max(...row.map(Math.abs)) / 127;
      expect(Math.abs(value - before[at]!)).toBeLessThanOrEqual(0.5001 * step);
    }
  });

  it('of zeros stays zeros', () => {
    const zeros = { ...model, weights: { ...model.weights, vectors: new Float32Array(18) } };
    expect(toFloats(quantized(zeros).weights['vectors']!)).toEqual(new Float32Array(18));
  });

  it.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
    ['other bytes', () => new TextEncoder().encode('{"words": []}'), /^x.bin is no model/],
    ['no bytes', () => new Uint8Array(), /^x.bin is no model/],
    ['a cut file', (bytes) => bytes.slice(0, -4), /has \d+ bytes instead of \d+: copy it again/],
    ['a changed byte', (bytes) => withByte(bytes, bytes.length - 1, 99), /x.bin is damaged/],
    [
      'a later format',
      (bytes) => withByte(bytes, 8, 2),
      /has version 2 of the format, and this library reads 1/,
    ],
  ])('%s: it is refused with the reason', (_, change, reason) => {
    expect(() => readModel(change(writeModel(quantized(model))), 'x.bin')).toThrow(reason);
  });
});

function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = value;
  return changed;
}
