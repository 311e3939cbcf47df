/**
 * Starts the kernel: `node kernel/launch.cjs kernel --config-path CONNECTION_FILE`, in the
 * notebook's folder.
 *
 * Only this file and what it loads are plain JavaScript. They load the rest.
 */
const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { checkNode } = require('./node-version.cjs');

const fault = checkNode(process.versions.node);
if (fault) {
  console.error(`The kernel runs on ${process.execPath}. ${fault} Then run \`npm start\`.`);
  process.exit(1);
}
const root = dirname(__dirname);
if (!existsSync(join(root, 'node_modules', 'tslab'))) {
  console.error(`The packages of ${root} are not installed: run \`npm start\` there.`);
  process.exit(1);
}

const { createCompiler } = require('./modules/typescript-loader.cjs');
/** @type {(code: string, path: string) => string} */
function change(code, path) {
  if (path.startsWith(__dirname)) return code;
  return require('./modules/stoppable.ts').stoppable(code, path, root);
}
const sources = createCompiler(root, change);
sources.register();

const connectionFile = process.argv[process.argv.indexOf('--config-path') + 1];
const { startKernel } = require('./main.ts');
startKernel({
  connectionFile,
  notebookFolder: process.cwd(),
  root,
  checked: ['lib', 'course', 'experiments'].map((name) => join(root, name)), // by `npm test`
  loadBackend: () => require(join(root, 'lib', 'backend.ts')),
  sources,
}).catch((error) => {
  console.error(error);
  process.exit(1);
});
