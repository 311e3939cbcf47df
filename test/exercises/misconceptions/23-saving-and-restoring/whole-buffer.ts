// Saves the whole buffer, though a weight may be a view of a part of it.
// CAUGHT: "lstm/kernel" had 2 values, but has 6 after save and restore

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Checkpoint } from '../../../../solutions/23-saving-and-restoring';

export function save(path: string, { step, weights }: Checkpoint): void {
  const saved = weights.map(({ name, shape, values }) => {
    const bytes = Buffer.from(values.buffer as ArrayBuffer).toString('base64');
    return { name, shape, bytes };
  });
  writeFileSync(`${path}.new`, JSON.stringify({ step, weights: saved }));
  renameSync(`${path}.new`, path);
}

export function restore(path: string): Checkpoint {
  const { step, weights } = JSON.parse(readFileSync(path, 'utf8')) as {
    step: number;
    weights: { name: string; shape: number[]; bytes: string }[];
  };
  const read = (bytes: string) => new Float32Array(new Uint8Array(Buffer.from(bytes, 'base64')).buffer);
  return { step, weights: weights.map(({ name, shape, bytes }) => ({ name, shape, values: read(bytes) })) };
}
