import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../lib/repository';

const FOLDERS = ['lib', 'course/grading', 'test/exercises'];
const CODE = /\.(ts|mts|json)$/;
const NOT_USED = /[\\/](misconceptions|fixtures)[\\/]/;

/**
 * Returns a digest of what, besides the answers, decides their grades: the tests, the grader, the
 * library, the versions of its packages and of Node. With another digest, answers are graded anew.
 */
export function gradingDigest(): string {
  const root = repositoryRoot();
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => CODE.test(file) && !NOT_USED.test(file)),
  );
  const digests = [...files, 'package-lock.json']
    .sort()
    .filter((file) => existsSync(join(root, file)))
    .map((file) => `${hash('sha256', readFileSync(join(root, file)))} ${file}`);
  return hash('sha256', [process.version, ...digests].join('\n'));
}
