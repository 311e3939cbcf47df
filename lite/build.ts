/** Builds the app in which lessons run in a browser tab. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonIn } from '../lib/python';
import { repositoryRoot } from '../lib/repository';
import { installDarkCharts } from '../setup/dark-charts';
import { cachedEnvironment, installEnvironment, isInstalled } from '../setup/environment';
import { runProgram } from '../setup/run-program';
import { buildExtension } from './app/build-extension';
import { buildCourse } from './build-course';
import { writeContents } from './contents';
import { notebookForTab } from './notebook';
import { removeUnused } from './remove-unused';
import { CONFIG, SETTINGS } from './settings';
import { START_PAGE, START_TEXT } from './start-page';

/**
 * Builds the app into a folder. Installs JupyterLite on first use.
 *
 * - `lab/`, `notebooks/`, `edit/`, `tree/`, `build/`, `extensions/`: JupyterLite
 * - `files/`, `api/`: lessons and exercises
 * - `course/`: the kernel's workers, the library and its data
 *
 * @throws if the data sets are not installed, or JupyterLite cannot be installed
 */
export async function buildApp(out: string): Promise<void> {
  const root = repositoryRoot();
  const python = cachedEnvironment('lite');
  if (!isInstalled(python)) await installEnvironment(python, 'JupyterLite');
  const state = join(root, '.sentiment-lab', 'lite');
  const extensions = join(state, 'labextensions');
  rmSync(state, { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  writeFileSync(join(state, 'jupyter-lite.json'), JSON.stringify(CONFIG));
  writeFileSync(join(state, 'overrides.json'), JSON.stringify(SETTINGS));
  await buildExtension(python.folder, extensions);
  installDarkCharts(extensions);
  const places = ['--lite-dir', state, '--output-dir', out];
  const how = ['--ignore-sys-prefix', '--no-sourcemaps', '--no-unused-shared-packages', '--no-libarchive'];
  const added = [`--FederatedExtensionAddon.extra_labextensions_path=${extensions}`];
  const apps = ['lab', 'notebooks', 'edit', 'tree'].flatMap((name) => ['--apps', name]);
  const build = ['-m', 'jupyterlite_core', 'build', ...places, ...how, ...apps, ...added];
  await runProgram(pythonIn(python.folder), build, { cwd: state }); // it leaves its records there
  removeUnused(out);
  writeIcons(out);
  writeContents(out, readerFiles(root), new Date().toISOString());
  const course = join(out, 'course');
  mkdirSync(course, { recursive: true });
  cpSync(join(root, 'kernel', 'spec', 'logo-svg.svg'), join(course, 'logo.svg'));
  await buildCourse(course);
}

/** Writes the icons of tabs that JupyterLab asks for. */
function writeIcons(out: string): void {
  const folder = join(out, 'static', 'favicons');
  mkdirSync(folder, { recursive: true });
  for (const name of ['notebook', 'file', 'console', 'terminal', 'busy-1', 'busy-2', 'busy-3'])
    cpSync(join(out, 'notebooks', 'favicon.ico'), join(folder, `favicon-${name}.ico`));
}

/** Returns the start page, the lessons and the exercises by their path. */
function readerFiles(root: string): Map<string, string> {
  const inFolder = (folder: string, names: RegExp) =>
    readdirSync(join(root, folder))
      .filter((name) => names.test(name))
      .map((name) => [`${folder}/${name}`, readFileSync(join(root, folder, name), 'utf8')] as const);
  return new Map([
    [START_PAGE, START_TEXT],
    ...inFolder('notebooks', /^\d\d-.*[.]ipynb$/).map(
      ([path, text]) => [path, notebookForTab(text)] as const,
    ),
    ...inFolder('notebooks', /^README[.]md$/),
    ...inFolder('exercises', /^\d\d-.*[.]ts$/),
  ]);
}
