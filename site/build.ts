import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { cacheDir } from '../lib/datasets/cache';
import { buildFolder } from '../lib/files/replace-folder';
import { showProgress } from '../lib/progress';
import { pythonIn } from '../lib/python';
import { repositoryRoot } from '../lib/repository';
import { type Environment, installEnvironment, isInstalled } from '../setup/environment';
import { runProgram } from '../setup/run-program';
import { writeApiReference } from './api-reference';
import { type SiteSource, siteSource } from './pages';

/** Returns where the site goes unless somebody says otherwise. */
export function siteFolder(): string {
  return join(repositoryRoot(), 'site', 'html');
}

/** Sphinx and what it needs lie outside of the checkout, as few who clone it make the site. */
function environment(): Environment {
  return {
    folder: join(cacheDir(), 'site'),
    requirements: join(repositoryRoot(), 'site', 'requirements.txt'),
  };
}

/**
 * Makes the site in a folder, whole or not at all. Installs Sphinx at first use.
 *
 * @throws when the folder holds something else, a link leads nowhere, or Sphinx or TypeDoc warns of something
 */
export async function buildSite(out: string): Promise<void> {
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(join(out, 'searchindex.js')))
    throw new Error(`${out} holds something else than a site: name a new folder, or an empty one`);
  const python = environment();
  if (!isInstalled(python)) await installEnvironment(python, 'Sphinx');
  const state = join(repositoryRoot(), '.sentiment-lab', 'site');
  writeSource(join(state, 'source'), siteSource(repositoryRoot()));
  await buildFolder(out, async (ready) => {
    await sphinx(pythonIn(python.folder), state, ready);
    await writeApiReference(join(ready, 'api'), '../index.html');
  });
}

/** Writes what has changed since the last time, and removes what is no more, so that Sphinx reads only what is new. */
function writeSource(folder: string, source: SiteSource): void {
  for (const [path, content] of source) {
    const file = join(folder, path);
    if (existsSync(file) && readFileSync(file).equals(Buffer.from(content))) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (statSync(file).isFile() && !source.has(name.split(sep).join('/'))) rmSync(file);
  }
}

const STAGE = /^(reading sources|writing output)\.\.\. \[ *(\d+)%\]/;
const STAGES = ['reading sources', 'writing output'];

async function sphinx(python: string, state: string, out: string): Promise<void> {
  const progress = showProgress('Site', '%');
  const complaints: string[] = [];
  const onLine = (line: string) => {
    const [, stage = '', percent] = STAGE.exec(line) ?? [];
    if (stage) progress(Math.min(99, Math.round(STAGES.indexOf(stage) * 50 + Number(percent) / 2)), 100);
    if (/\b(WARNING|ERROR|CRITICAL): /.test(line)) complaints.push(line);
  };
  const folders = [
    '-c',
    join(repositoryRoot(), 'site'),
    '-d',
    join(state, 'doctrees'),
    join(state, 'source'),
    out,
  ];
  await runProgram(python, ['-m', 'sphinx', '--no-color', '-b', 'html', ...folders], { onLine });
  progress(100, 100);
  rmSync(join(out, '.buildinfo'), { force: true });
  for (const name of readdirSync(join(out, '_static')))
    if (name.endsWith('.html')) rmSync(join(out, '_static', name)); // templates that themes leave there
  if (complaints.length > 0) throw new Error(`Sphinx warns:\n${complaints.join('\n')}`);
}
