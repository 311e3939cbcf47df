// Turns the caller's weights into arrays.
// CAUGHT: save changed the checkpoint that was passed in

import { renameSync, writeFileSync } from 'node:fs';
import type { Checkpoint } from '../../../../solutions/23-saving-and-restoring';

export { restore } from '../../../../solutions/23-saving-and-restoring';

export function save(path: string, checkpoint: Checkpoint): void {
  for (const weight of checkpoint.weights) Object.assign(weight, { values: Array.from(weight.values) });
  writeFileSync(`${path}.new`, JSON.stringify(checkpoint));
  renameSync(`${path}.new`, path);
}
