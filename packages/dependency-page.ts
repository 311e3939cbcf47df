/** Writes the page about the packages that this project depends on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '../lib/markdown';
import { repositoryRoot } from '../lib/repository';

/** Something in a package that we change at run time. */
export interface Patch {
  package: string;
  /** The versions that it was tried with. */
  tried: string[];
  what: string;
  /** Our file that does it. */
  file: string;
  /** The file in the package that it depends on, and a text in it. */
  target: string;
  contains: string;
}

/** Why a package is used, what would replace it, and the month of its last release if it is old. */
type Reason = [reason: string, plan: string, released?: string];

/** Returns all patches. */
export function patches(): Patch[] {
  return read('packages/patches.json') as Patch[];
}

/**
 * Returns the tables of `docs/dependencies.md`, from the packages that are installed.
 *
 * @param name `packages`, `development` or `patches`
 * @throws when a direct dependency has no reason in `packages/dependencies.json`
 */
export function dependencyTable(name: string): string | undefined {
  const { dependencies, devDependencies } = read('package.json') as Record<string, Record<string, string>>;
  if (name === 'packages') return tableOf(Object.keys(dependencies!));
  if (name === 'development') return tableOf(Object.keys(devDependencies!));
  if (name !== 'patches') return undefined;
  const rows = patches().map(({ package: of, tried, what, file }) => [
    `${of} ${tried.join(', ')}`,
    what,
    `[${file}](../${file})`,
  ]);
  return markdownTable([['package', 'what is changed', 'where'], ...rows]);
}

function tableOf(names: readonly string[]): string {
  const reasons = read('packages/dependencies.json') as Record<string, Reason>;
  const rows = names.map((name) => {
    const about = reasons[name];
    if (!about) throw new Error(`packages/dependencies.json has no reason for ${name}: add it`);
    const { version, license } = read(`node_modules/${name}/package.json`) as Record<string, string>;
    const [reason, plan, released = ''] = about;
    return [name, version!, shortLicense(license!), released, reason, plan];
  });
  return markdownTable([['package', 'version', 'license', 'last release', 'why', 'without it'], ...rows]);
}

function shortLicense(license: string): string {
  return license.startsWith('SEE LICENSE') ? 'in its file' : license;
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(repositoryRoot(), path), 'utf8'));
}
