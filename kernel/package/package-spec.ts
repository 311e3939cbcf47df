/** The kernel spec that the package `sentiment-lab-kernel` installs. */
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { writeSpec } from '../spec-folder';

/** The name of the package, and by default that of the kernel. */
export const NAME = 'sentiment-lab-kernel';

/** The folder of the package: this module is `dist/package/package-spec.js` in it. */
const PACKAGE = dirname(dirname(__dirname));

/** How the kernel is called. */
export interface Names {
  /** The name that notebooks refer to. */
  name: string;
  /** What Jupyter shows. */
  displayName: string;
}

/**
 * Installs the spec and returns its folder. It names this Node and this package. A package that npx
 * has only fetched for this call, and may delete, is copied into the spec with what it needs.
 *
 * @param kernels the folder of all specs
 * @throws when another kernel has the name
 */
export function installSpec(kernels: string, { name, displayName }: Names): string {
  const folder = join(kernels, name);
  requireOwn(folder, `Give it another name with --name, or remove that one first.`);
  const isTemporary = PACKAGE.includes(`${sep}_npx${sep}`);
  const modules = dirname(PACKAGE);
  const spec = {
    argv: [process.execPath, '{resource_dir}/launch.cjs', 'kernel', '--config-path', '{connection_file}'],
    display_name: displayName,
    language: 'typescript',
    interrupt_mode: 'message',
    metadata: { package: isTemporary ? join(basename(modules), basename(PACKAGE)) : PACKAGE },
  };
  const files = {
    'kernel.json': Buffer.from(`${JSON.stringify(spec, null, 2)}\n`),
    'launch.cjs': readFileSync(join(__dirname, 'spec', 'launch.cjs')),
    'logo-svg.svg': readFileSync(join(__dirname, '..', 'spec', 'logo-svg.svg')),
  };
  const copyPackages = (fresh: string) =>
    cpSync(modules, join(fresh, basename(modules)), { recursive: true });
  writeSpec(folder, files, isTemporary ? copyPackages : undefined);
  return folder;
}

/**
 * Removes the spec. Returns its folder, or undefined if there is none.
 *
 * @throws when it is that of another kernel
 */
export function uninstallSpec(kernels: string, name: string): string | undefined {
  const folder = join(kernels, name);
  if (!existsSync(folder)) return undefined;
  requireOwn(folder, `\`jupyter kernelspec remove ${name}\` removes it.`);
  rmSync(folder, { recursive: true });
  return folder;
}

function requireOwn(folder: string, advice: string): void {
  if (existsSync(folder) && !isOwn(join(folder, 'kernel.json')))
    throw new Error(`${folder} is the spec of another kernel. ${advice}`);
}

function isOwn(file: string): boolean {
  try {
    const { metadata } = JSON.parse(readFileSync(file, 'utf8')) as { metadata?: { package?: string } };
    return metadata?.package !== undefined && basename(metadata.package) === NAME;
  } catch {
    return false; // not there, or damaged
  }
}
