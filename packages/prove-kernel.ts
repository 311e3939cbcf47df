/**
 * The long proof of `sentiment-lab-kernel`: it is installed into empty projects from the registry,
 * and Jupyter runs a notebook of the project with it.
 */
import { join } from 'node:path';
import spawn from 'nano-spawn';
import { installedPython } from '../lib/python';
import {
  bin,
  type Environment,
  NODE_22,
  NODE_24,
  type Proof,
  proveIn,
  type Runtime,
  THIS_NODE,
} from './environments';
import type { Project } from './project';

/** A module of a project, and cells that import it, with what Jupyter must show of each. */
export const MODULE =
  'export const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;\n';
export const CELLS: readonly [code: string, shown: string][] = [
  ['1 + 1', '2'],
  ["import { mean } from '../src/mean';\nmean([1, 2, 6])", '3'],
  ["import { display } from 'tslab';\ndisplay.html('<b>shown</b>')", '<b>shown</b>'],
  ['const text: string = mean([1])', "Type 'number' is not assignable to type 'string'"],
];

/**
 * Proves the packed kernel in all versions of Node, one after the other.
 *
 * @param report gets each result as soon as it is known
 */
export async function proveKernel(tarball: string, report: (proof: Proof) => void): Promise<void> {
  await proveIn([THIS_NODE, NODE_22, NODE_24].map(inJupyter), [tarball], report);
}

function inJupyter({ name, packages, program }: Runtime): Environment {
  return { name, packages, run: (project) => runNotebook(project, program) };
}

/** Returns what Jupyter shows of the cells. @throws when a cell shows something else */
async function runNotebook(project: Project, node: string): Promise<string> {
  const command = bin('sentiment-lab-kernel', 'dist', 'package', 'command.js');
  await project.run(node, [command, 'install', '--prefix', 'python']);
  project.write('src/mean.ts', MODULE);
  project.write('notebooks/cells.ipynb', JSON.stringify(notebookOf(CELLS.map(([code]) => code))));
  const jupyter = ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--allow-errors', '--stdout'];
  const { stdout } = await spawn(installedPython(), [...jupyter, 'cells.ipynb'], {
    cwd: join(project.folder, 'notebooks'),
    env: { NODE_OPTIONS: '', JUPYTER_PATH: join(project.folder, 'python', 'share', 'jupyter') },
  });
  const { cells } = JSON.parse(stdout) as { cells: { outputs: unknown[] }[] };
  for (const [at, [code, shown]] of CELLS.entries()) {
    const outputs = JSON.stringify(cells[at]?.outputs);
    if (!outputs?.includes(shown)) throw new Error(`${code}\nshows ${outputs} instead of ${shown}`);
  }
  return `${CELLS.length} cells run by Jupyter`;
}

function notebookOf(cells: readonly string[]) {
  return {
    cells: cells.map((source, n) => ({
      id: `cell-${n}`,
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source,
    })),
    metadata: { kernelspec: { name: 'sentiment-lab-kernel', display_name: '', language: 'typescript' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
}
