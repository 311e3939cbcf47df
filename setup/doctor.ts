import { existsSync, statfsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { Backend } from '../lib/backend';
import { catalog, embeddedDefault, isInstalled } from '../lib/datasets';
import { checkFolders } from '../lib/files/check-folders';
import { venvFolder, venvPython } from '../lib/python';
import { checkpointsDir, dataDir, repositoryRoot } from '../lib/repository';
import { readNativeRecord } from './native';
import { whyNoLstmKernel } from './native/lstm-kernel';
import { proveNative } from './native/prove';
import { packagesState } from './packages.cjs';
import { isInstalled as isVenvInstalled } from './python';
import { runProgram } from './run-program';

/** One row of `npm run doctor`. */
export interface Finding {
  /** What was examined. */
  what: string;
  /** `missing`: it is needed, but absent or broken; `optional`: it is absent and not needed. */
  state: 'ok' | 'optional' | 'missing';
  /** What was found or is wrong. */
  found: string;
  /** How to fix it. */
  remedy?: string;
}

const root = repositoryRoot();
const SET_UP = 'npm run setup';
const NEW_PACKAGES = `remove node_modules, then ${SET_UP}`;

/** Examines everything that the course, the library and the tests need. Changes nothing. */
export async function examine(): Promise<Finding[]> {
  return [
    { what: 'Node', state: 'ok', found: `${process.version} (${process.platform} ${process.arch})` },
    await examinePython(),
    examinePackages(),
    ...(await examineBackend()),
    examineKernel(),
    ...examineData(),
    examineDisk(),
  ];
}

async function examinePython(): Promise<Finding> {
  const what = 'Python';
  if (!isVenvInstalled())
    return { what, state: 'missing', found: 'no complete environment in .venv', remedy: SET_UP };
  try {
    const versions = await runProgram(venvPython(), [
      '-c',
      'import platform, jupyterlab, jupytext, nbclient; print(platform.python_version(), jupyterlab.__version__)',
    ]);
    const [python, jupyterlab] = versions.split(' ');
    return { what, state: 'ok', found: `${python}, JupyterLab ${jupyterlab}` };
  } catch (error) {
    return {
      what,
      state: 'missing',
      found: (error as Error).message,
      remedy: `remove .venv, then ${SET_UP}`,
    };
  }
}

/** Loads zeromq, which has a native part: that it is present does not mean that it works. */
function examinePackages(): Finding {
  const what = 'npm packages';
  if (packagesState() === 'stale')
    return {
      what,
      state: 'missing',
      found: 'may differ from package-lock.json',
      remedy: SET_UP,
    };
  try {
    const fromTslab = createRequire(join(root, 'node_modules', 'tslab', 'package.json'));
    fromTslab('zeromq');
    return { what, state: 'ok', found: `tslab ${fromTslab('./package.json').version}, zeromq loads` };
  } catch (error) {
    return { what, state: 'missing', found: firstLine(error), remedy: NEW_PACKAGES };
  }
}

async function examineBackend(): Promise<Finding[]> {
  const record = readNativeRecord();
  const forced = process.env.SENTIMENT_BACKEND;
  let chosen: Backend;
  try {
    // Not imported above, because it throws if the requested backend does not work.
    const { ready } = require('../lib/backend') as typeof import('../lib/backend');
    chosen = await ready();
  } catch (error) {
    const unset = 'unset SENTIMENT_BACKEND';
    const chosenRemedy = forced === 'tensorflow' ? `${SET_UP} -- --native, or ${unset}` : unset;
    const remedy = forced ? chosenRemedy : NEW_PACKAGES;
    return [{ what: 'backend', state: 'missing', found: firstLine(error), remedy }];
  }
  const backend: Finding = { what: 'backend', state: 'ok', found: `${chosen.name}: ${chosen.reason}` };
  if (chosen.name !== 'tensorflow' && !forced) {
    backend.state = 'optional';
    backend.remedy = `${SET_UP} -- --native`;
    if (record?.failed.length) backend.found += `; tried: ${record.failed.join('; ')}`;
    return [backend];
  }
  try {
    const version = await proveNative();
    const library: Finding = {
      what: 'libtensorflow',
      state: 'ok',
      found: `${version}, its fused LSTM works`,
    };
    if (record) library.found += ` (from: ${record.way})`;
    return [backend, library, await examineLstmKernel()];
  } catch (error) {
    const remedy = `${SET_UP} -- --native`;
    return [backend, { what: 'libtensorflow', state: 'optional', found: firstLine(error), remedy }];
  }
}

async function examineLstmKernel(): Promise<Finding> {
  const what = 'LSTM kernel';
  const { ready } = require('../lib/backend') as typeof import('../lib/backend');
  const { backendInfo } = require('../lib/layers') as typeof import('../lib/layers');
  await ready();
  const { kernel, reason, build } = backendInfo();
  if (kernel === 'native') return { what, state: 'ok', found: `native (${basename(build!)})` };
  const found = [`${kernel}, slower than native: ${reason}`, whyNoLstmKernel()?.split('\n')[0]];
  return {
    what,
    state: 'optional',
    found: found.filter(Boolean).join('; '),
    remedy: `${SET_UP} -- --native`,
  };
}

function examineKernel(): Finding {
  const what = 'kernel';
  const spec = join(venvFolder(), 'share', 'jupyter', 'kernels', 'tslab', 'kernel.json');
  return existsSync(spec)
    ? { what, state: 'ok', found: 'TypeScript (tslab) is installed in JupyterLab' }
    : { what, state: 'missing', found: 'not installed in JupyterLab', remedy: SET_UP };
}

function examineData(): Finding[] {
  return Object.keys(catalog).map((name) => {
    const what = `data: ${name}`;
    if (isInstalled(name)) return { what, state: 'ok', found: 'installed' };
    const needed = embeddedDefault.includes(name);
    return {
      what,
      state: needed ? 'missing' : 'optional',
      found: 'not installed',
      remedy: `npm run data -- ${name}`,
    };
  });
}

/**
 * Reads every byte of the folders with a record of their files, and names those that are damaged.
 */
export async function examineFolders(
  roots = [dataDir(), join(root, 'models'), checkpointsDir()],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  let whole = 0;
  for await (const { folder, kind, fault } of checkFolders(roots)) {
    if (fault === undefined) whole++;
    else findings.push({ what: kind, state: 'missing', found: `damaged: ${folder}`, remedy: fault });
  }
  return [
    ...findings,
    { what: 'files', state: 'ok', found: `${whole} folders are whole, each byte was read` },
  ];
}

const NEEDED_DISK = 3; // GB for packages, Python environment, TensorFlow and data

function examineDisk(): Finding {
  const { bavail, bsize } = statfsSync(root);
  const free = (bavail * bsize) / 1e9;
  const found = `${free.toFixed(0)} GB free`;
  return free >= NEEDED_DISK
    ? { what: 'disk', state: 'ok', found }
    : {
        what: 'disk',
        state: 'optional',
        found: `only ${found}`,
        remedy: `free some space: ${NEEDED_DISK} GB are needed`,
      };
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0] ?? '';
}
