import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { downloadPath } from './cache';
import type { ArchiveSource } from './catalogue';
import { type DownloadOptions, download, faultOf } from './download';
import { runPip } from './python';
import { type Location, locateNpm, locatePypi, runNpm } from './registry';

export type FetchOptions = Pick<DownloadOptions, 'progress' | 'signal'>;

/**
 * Returns the path of an archive on this machine. It is looked for in the folder that
 * `SENTIMENT_DATA_MIRROR` names, whose copy counts even where its digest differs, then in the
 * cache; else it is downloaded into the cache, where the next checkout finds it. Where the
 * download from a registry fails, the registry's own client tries: it knows of proxies and
 * passwords.
 *
 * @throws when it cannot be had from anywhere; the message says how to use a local copy.
 */
export async function fetchArchive(source: ArchiveSource, options: FetchOptions = {}): Promise<string> {
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
    throw new Error(`${source.file} was not downloaded: ${(error as Error).message}`, { cause: error });
  }
  return file;
}

/** Returns the path of `file` in the mirror folder, undefined where there is none. */
function mirrored(file: string): string | undefined {
  const mirror = process.env['SENTIMENT_DATA_MIRROR'];
  if (!mirror) return undefined;
  const path = join(resolve(mirror), file);
  return existsSync(path) ? path : undefined;
}

type RegistrySource = Extract<ArchiveSource, { registry: string }>;

async function fromRegistry(source: RegistrySource, file: string, options: FetchOptions): Promise<void> {
  const { registry, bytes, digest } = source;
  let failure: Error;
  try {
    const found = await locate(source);
    await download(found.url, file, { bytes, digest, ...found, ...(digest && { digest }), ...options });
    return;
  } catch (error) {
    options.signal?.throwIfAborted();
    failure = error as Error;
  }
  const folder = mkdtempSync(`${file}.client-`);
  try {
    await (registry === 'npm' ? packWithNpm(source, folder) : downloadWithPip(source, folder));
    const fetched = join(folder, source.file);
    if (!existsSync(fetched)) throw new Error(`it brought no file ${source.file}`);
    const fault = await faultOf(fetched, { bytes, digest });
    if (fault) throw new Error(fault);
    renameSync(fetched, file);
    rmSync(`${file}.partial`, { recursive: true, force: true });
  } catch (error) {
    const client = registry === 'npm' ? 'npm' : 'pip';
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
  mkdirSync(folder, { recursive: true });
  await runNpm(['pack', `${name}@${version}`, '--pack-destination', folder]);
}

async function downloadWithPip(
  { package: name, version, file }: RegistrySource,
  folder: string,
): Promise<void> {
  await runPip([
    'download',
    '--quiet',
    '--no-deps',
    '-d',
    folder,
    ...pipSelection(file),
    `${name}==${version}`,
  ]);
}

/** Returns what makes pip choose `file` on any machine, from the tags in a wheel's name. */
function pipSelection(file: string): string[] {
  if (!file.endsWith('.whl')) return ['--no-binary', ':all:'];
  const [python = '', abi = '', platforms = ''] = file
    .replace(/\.whl$/, '')
    .split('-')
    .slice(-3);
  const any = ['--only-binary', ':all:'];
  if (platforms === 'any') return any;
  return [
    ...[...any, '--abi', abi, '--python-version', python.replace(/^\D+/, '')],
    ...platforms.split('.').flatMap((platform) => ['--platform', platform]),
  ];
}
