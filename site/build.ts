import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { buildFolder } from '../lib/files/replace-folder';
import { showProgress } from '../lib/progress';
import { pythonIn } from '../lib/python';
import { repositoryRoot } from '../lib/repository';
import { buildApp } from '../lite/build';
import { buildPlayground } from '../playground/build';
import { cachedEnvironment, installEnvironment, isInstalled } from '../setup/environment';
import { runProgram } from '../setup/run-program';
import { writeApiReference } from './api-reference';
import { lightenSite } from './light-pages';
import { type SiteSource, siteSource } from './pages';

/** Returns the default folder of the site. */
export function siteFolder(): string {
  return join(repositoryRoot(), 'site', 'html');
}

/**
 * Builds the site in a folder, atomically. Installs Sphinx on first use.
 *
 * @throws if the folder has other files, a link is dead, or Sphinx or TypeDoc warns
 */
export async function buildSite(out: string): Promise<void> {
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(join(out, 'searchindex.js')))
    throw new Error(`${out} has files that are not a site: name a new or an empty folder`);
  const python = cachedEnvironment('site');
  if (!isInstalled(python)) await installEnvironment(python, 'Sphinx');
  const state = join(repositoryRoot(), '.sentiment-lab', 'site');
  writeSource(join(state, 'source'), siteSource(repositoryRoot()));
  await buildFolder(out, async (ready) => {
    await sphinx(pythonIn(python.folder), state, ready);
    await lightenSite(ready);
    await writeApiReference(join(ready, 'api'), '../index.html');
    await buildPlayground(ready);
    await buildApp(join(ready, 'lite'));
  });
}

/** Writes changed files and removes old ones, so that Sphinx reads only what is new. */
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
  const settings = ['-c', join(repositoryRoot(), 'site'), '-d', join(state, 'doctrees')];
  const args = ['-m', 'sphinx', '--no-color', '-b', 'html', ...settings, join(state, 'source'), out];
  await runProgram(python, args, { onLine });
  progress(100, 100);
  rmSync(join(out, '.buildinfo'), { force: true });
  for (const name of readdirSync(join(out, '_static')))
    if (name.endsWith('.html')) rmSync(join(out, '_static', name)); // templates of themes
  if (complaints.length > 0) throw new Error(`Sphinx warns:\n${complaints.join('\n')}`);
}
