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
import {
  type Bundler,
  bin,
  type Environment,
  esbuildWith,
  NODE_22,
  NODE_24,
  onPage,
  outputOf,
  type Proof,
  proveIn,
  type Runtime,
  THIS_NODE,
  VERSIONS,
  VITE,
} from './environments';

const SENTENCE = 'Not a perfect film, but a wonderful one.';
const TFJS = `@tensorflow/tfjs@${VERSIONS['@tensorflow/tfjs']}`;
const MODEL = bin('lstm-sentiment', 'dist', 'model.bin');
/** Files of data, which have no types. */
const DATA = ['model.bin', 'fast-lstm.wasm'];

const ENVIRONMENTS: readonly Environment[] = [
  ...[THIS_NODE, NODE_22, NODE_24].map(inNode),
  {
    name: 'the code of the README',
    packages: [],
    async run(project) {
      project.write('readme.mjs', exampleOf('README.md'));
      return (await project.run(process.execPath, ['readme.mjs'])).stdout.replace(/\s+/g, ' ');
    },
  },
  ...[esbuildWith(), VITE].map(bundledBy),
];

/**
 * Proves the packed packages in all environments, one after the other.
 *
 * @param tarballs of `sentiment-lab` and of the packages of this repository that it needs
 * @param report gets each result as soon as it is known
 */
export async function proveLab(tarballs: readonly string[], report: (proof: Proof) => void): Promise<void> {
  const cache = scratchFolder('npm-cache');
  const environments = [{ name: 'publint and attw', packages: [], run: linted(tarballs) }, ...ENVIRONMENTS];
  try {
    await proveIn(environments, ['--cache', cache, ...tarballs, TFJS], report);
  } finally {
    rmSync(cache, { recursive: true, force: true });
  }
}

/** Returns the environment of a version of Node that imports, requires and runs the package. */
function inNode({ name, packages, program: node }: Runtime): Environment {
  return {
    name,
    packages,
    async run(project) {
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
    },
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

/** Returns the environment of a page that a bundler has made, beside the model. */
function bundledBy({ name, packages, bundle }: Bundler): Environment {
  return {
    name,
    packages,
    async run(project) {
      await bundle(project, browserProgram('model.bin', SENTENCE));
      cpSync(join(project.folder, MODEL), join(project.folder, 'dist', 'model.bin'));
      const shown = await onPage(project.folder, 'dist/', outputOf);
      const fault = faultOfPage(JSON.parse(shown));
      if (fault) throw new Error(fault);
      return shown;
    },
  };
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
