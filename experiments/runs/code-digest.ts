import { hash } from 'node:crypto';
import { join } from 'node:path';
import { digestOfFolder } from '../../lib/files/digest';
import { repositoryRoot } from '../../lib/repository';

/**
 * Returns the SHA-256 of the code that decides results, in a clone or in the package.
 *
 * @param folders where that code is. Default: `lib` and `experiments`
 */
export async function codeDigest(
  folders: readonly ('lib' | 'experiments')[] = ['lib', 'experiments'],
): Promise<string> {
  const digests: string[] = [];
  for (const name of folders) {
    const { digest } = await digestOfFolder(join(repositoryRoot(), name), (file) =>
      /\.([cm]?[jt]s|json)$/.test(file),
    );
    digests.push(digest.hex);
  }
  return hash('sha256', digests.join('\n'));
}
