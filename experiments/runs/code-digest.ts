import { hash } from 'node:crypto';
import { join } from 'node:path';
import { digestOfFolder } from '../../lib/files/digest';
import { repositoryRoot } from '../../lib/repository';

/**
 * Returns the SHA-256 of the code that decides results: `lib` and `experiments`, in a clone or in
 * the package.
 */
export async function codeDigest(): Promise<string> {
  const digests: string[] = [];
  for (const name of ['lib', 'experiments']) {
    const { digest } = await digestOfFolder(join(repositoryRoot(), name), (file) =>
      /\.([cm]?[jt]s|json)$/.test(file),
    );
    digests.push(digest.hex);
  }
  return hash('sha256', digests.join('\n'));
}
