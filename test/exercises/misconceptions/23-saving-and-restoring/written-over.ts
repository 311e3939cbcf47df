// Overwrites the old checkpoint in place.
// CAUGHT: the old checkpoint was overwritten in place

import { writeFileSync } from 'node:fs';
import type { Checkpoint } from '../../../../solutions/23-saving-and-restoring';

export { restore } from '../../../../solutions/23-saving-and-restoring';

export function save(path: string, checkpoint: Checkpoint): void {
  const weights = checkpoint.weights.map((weight) => ({ ...weight, values: [...weight.values] }));
  writeFileSync(path, JSON.stringify({ ...checkpoint, weights }));
}
