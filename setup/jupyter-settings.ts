import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../lib/files/make-folder';

/**
 * Turns off JupyterLab's question about news, which covers the first notebook, and sets the
 * indentation of code.
 */
const OVERRIDES = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
  '@jupyterlab/codemirror-extension:plugin': { defaultConfig: { indentUnit: '2' } },
};

/**
 * Writes the course's default settings for JupyterLab to the environment `venv`. The user's
 * settings override them.
 */
export function presetJupyterLab(venv: string): void {
  const file = join(venv, 'share', 'jupyter', 'lab', 'settings', 'overrides.json');
  const text = JSON.stringify(OVERRIDES, null, 2) + '\n';
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  makeFolder(dirname(file));
  writeFileSync(file, text);
}
