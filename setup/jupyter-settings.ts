import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** JupyterLab would open with a question about its news, on top of the first notebook, and indent code by four spaces. */
const OVERRIDES = {
  '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
  '@jupyterlab/codemirror-extension:plugin': { defaultConfig: { indentUnit: '2' } },
};

/** Puts the course's defaults for JupyterLab into the environment at `venv`; the reader's own settings win over them. */
export function presetJupyterLab(venv: string): void {
  const file = join(venv, 'share', 'jupyter', 'lab', 'settings', 'overrides.json');
  const text = JSON.stringify(OVERRIDES, null, 2) + '\n';
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
