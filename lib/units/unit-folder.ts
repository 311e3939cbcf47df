import { join } from 'node:path';

/**
 * Returns the folder in which the work of a unit keeps what another process needs to go on with it,
 * such as the checkpoints of a training run.
 *
 * @param folder the folder of the units
 */
export function unitFolder(folder: string, digest: string): string {
  return join(folder, 'runs', digest);
}
