/**
 * The long proof of `lstm-sentiment`: it is installed into empty projects from the registry, and
 * asked in each runtime and bundler that its README names.
 */
import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import getPort from 'get-port';
import {
  BUN,
  type Bundler,
  bin,
  denoWith,
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
  VITE,
  whenItAnswers,
} from './environments';
import type { Project } from './project';

const SENTENCE = 'Not a perfect film, but a wonderful one.';
const ASK = `load().then((sentiment) => console.log(JSON.stringify(sentiment('${SENTENCE}'))));`;
const PAGE = `
  import { load } from 'lstm-sentiment';
  load().then((sentiment) => {
    const textContent = JSON.stringify(sentiment('${SENTENCE}'));
    document.body.append(Object.assign(document.createElement('output'), { textContent }));
  });`;
const WORKERD = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:PORT", http = (), service = "main")]);
const main :Workerd.Worker = (
  modules = [
    (name = "worker.mjs", esModule = embed "worker.mjs"),
    (name = "workerd.mjs", esModule = embed "node_modules/lstm-sentiment/dist/workerd.mjs"),
    (name = "kernel/prebuilt/lstm.wasm", wasm = embed "node_modules/lstm-sentiment/dist/kernel/prebuilt/lstm.wasm"),
    (name = "model.bin", data = embed "node_modules/lstm-sentiment/dist/model.bin"),
  ],
  compatibilityDate = "2026-01-01",
);`;
const MODEL = bin('lstm-sentiment', 'dist', 'model.bin');

const ENVIRONMENTS: readonly Environment[] = [
  ...[THIS_NODE, NODE_22, NODE_24, denoWith('--allow-read', '--allow-env'), BUN].map(onRuntime),
  ...[esbuildWith(), VITE].map(bundledBy),
  { name: 'workerd', packages: ['workerd'], run: inWorkerd },
];

/**
 * Asks a packed `lstm-sentiment` for a prediction in all environments, one after the other.
 *
 * @param report gets each prediction, as JSON, as soon as it is known
 */
export async function proveRuntime(tarball: string, report: (proof: Proof) => void): Promise<void> {
  await proveIn(ENVIRONMENTS, [tarball], ({ seen, ...proof }) => {
    const isRight = seen === undefined || (JSON.parse(seen) as { label: string }).label === 'positive';
    report({ seen, ...proof, ...(!isRight && { fault: `it says ${seen}` }) });
  });
}

/** Returns the environment of a program that runs JavaScript. */
function onRuntime({ name, packages, program, args }: Runtime): Environment {
  return {
    name,
    packages,
    async run(project) {
      project.write('program.mjs', `import { load } from 'lstm-sentiment';\n${ASK}`);
      return (await project.run(program, [...args, 'program.mjs'])).stdout;
    },
  };
}

/** Returns the environment of a page that a bundler has made, beside the model. */
function bundledBy({ name, packages, bundle }: Bundler): Environment {
  return {
    name,
    packages,
    async run(project) {
      await bundle(project, PAGE);
      cpSync(join(project.folder, MODEL), join(project.folder, 'dist', 'model.bin'));
      return onPage(project.folder, 'dist/', outputOf);
    },
  };
}

/** Asks a worker on workerd, whose model and WebAssembly are modules. */
async function inWorkerd(project: Project): Promise<string> {
  project.write(
    'worker.mjs',
    `import { load } from './workerd.mjs';
    const loading = load();
    export default { fetch: async () => Response.json((await loading)('${SENTENCE}')) };`,
  );
  const port = await getPort();
  project.write('config.capnp', WORKERD.replace('PORT', `${port}`));
  const program = join(project.folder, bin('@cloudflare', 'workerd-linux-64', 'bin', 'workerd'));
  const server = spawn(program, ['serve', 'config.capnp'], {
    cwd: project.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = server.stderr.setEncoding('utf8').toArray();
  try {
    return await whenItAnswers(async () => (await fetch(`http://127.0.0.1:${port}/`)).text());
  } catch (error) {
    server.kill();
    throw new Error([String(error), ...(await said)].join('\n'));
  } finally {
    server.kill();
  }
}
