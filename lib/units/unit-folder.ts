import { join } from 'node:path';
import { isBucketUrl } from '../s3/bucket-url';

/**
 * Returns the folder in which the work of a unit keeps what another process needs to go on with it,
 * such as the checkpoints of a training run.
 *
 * @param folder the folder of the units
 * @throws if it is a bucket, which keeps results only
 */
export function unitFolder(folder: string, digest: string): string {
  if (isBucketUrl(folder))
    throw new Error(
      `${folder}: a bucket keeps results only; this work needs a folder that all machines share`,
    );
  return join(folder, 'runs', digest);
}
