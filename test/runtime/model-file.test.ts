import { describe, expect, it } from 'vitest';
import { quantized, readModel, toFloats, writeModel } from '../../runtime/model-file';
import { SMALL_MODEL as model } from './small-model';

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

  it('of a URL that is none: the slash of a folder may be missing', () => {
    const page = new TextEncoder().encode('<!doctype html><title>mine</title>');
    expect(() => readModel(page, 'http://host/mine')).toThrow(
      'http://host/mine is no model of lstm-sentiment: it does not start with LSTMSENT. ' +
        'The URL of a folder ends with a slash',
    );
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
