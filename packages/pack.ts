import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import spawn from 'nano-spawn';
import { scratchFolder } from '../lib/files/temporary';
import { npmCommand } from '../lib/npm';
import { repositoryRoot } from '../lib/repository';

/** How a package is made of a folder of this repository. */
export interface PackageSource {
  /** The folder, with `package.json` and `README.md`. */
  folder: string;
  /** What `package.json` in the tarball has instead of that in the checkout. */
  manifest: Record<string, unknown>;
  /** Writes what the tarball contains beside these into `dist`. */
  build(dist: string): Promise<void>;
}

/**
 * Builds a package and packs it.
 *
 * @param out the folder of the tarball; it is created
 * @returns the path of the tarball
 * @throws when the build or npm fails
 */
export async function pack(source: PackageSource, out: string): Promise<string> {
  mkdirSync(out, { recursive: true });
  const folder = scratchFolder('package');
  try {
    const manifest = JSON.parse(readFileSync(join(source.folder, 'package.json'), 'utf8'));
    const packed = JSON.stringify(
      {
        ...manifest,
        type: 'commonjs',
        ...source.manifest,
        files: ['dist', 'CHANGELOG.md'],
        ...repositoryOf(source),
      },
      null,
      2,
    );
    writeFileSync(join(folder, 'package.json'), `${packed}\n`);
    cpSync(join(source.folder, 'README.md'), join(folder, 'README.md'));
    cpSync(join(repositoryRoot(), 'LICENSE'), join(folder, 'LICENSE'));
    cpSync(join(repositoryRoot(), 'packages', 'CHANGELOG.md'), join(folder, 'CHANGELOG.md'));
    await source.build(join(folder, 'dist'));
    const { program, args, shell } = npmCommand(['pack', '--json', '--pack-destination', out]);
    const { stdout } = await spawn(program, args, { cwd: folder, shell });
    return join(out, packedFile(stdout));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Returns the name of the file from what `npm pack --json` prints: a list with one package, or from
 * npm 12 on an object with the package under its name.
 */
export function packedFile(json: string): string {
  const [packed] = Object.values<{ filename: string }>(JSON.parse(json));
  if (!packed) throw new Error(`npm pack has written no package: ${json}`);
  return packed.filename;
}

/**
 * Returns where a package comes from, on GitHub's machines: npm compares it with the provenance.
 */
function repositoryOf({ folder }: PackageSource): Record<string, unknown> {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  if (!server || !repository) return {};
  const directory = relative(repositoryRoot(), folder).split(sep).join('/');
  return { repository: { type: 'git', url: `git+${server}/${repository}.git`, directory } };
}
