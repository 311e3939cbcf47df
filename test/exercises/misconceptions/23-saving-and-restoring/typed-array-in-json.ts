// Leaves the conversion to JSON, which makes an object of a Float32Array.
// CAUGHT: the values of "bias" were restored as a plain object, not as a Float32Array

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Checkpoint } from '../../../../solutions/23-saving-and-restoring';

export function save(path: string, checkpoint: Checkpoint): void {
  writeFileSync(`${path}.new`, JSON.stringify(checkpoint));
  renameSync(`${path}.new`, path);
}

export function restore(path: string): Checkpoint {
  return JSON.parse(readFileSync(path, 'utf8')) as Checkpoint;
}
