/**
 * Starts the kernel: `node kernel/launch.cjs kernel --config-path CONNECTION_FILE`, in the
 * notebook's folder.
 *
 * Only this file is plain JavaScript. tsx compiles the other files and is unregistered after
 * loading them, so that only Node and tslab load the modules that cells import.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { checkNode } = require('./node-version.cjs');

const fault = checkNode(process.versions.node);
if (fault) {
  console.error(`The kernel runs on ${process.execPath}. ${fault} Then run \`npm start\`.`);
  process.exit(1);
}
if (!existsSync(join(__dirname, '..', 'node_modules', 'tslab'))) {
  console.error(`The packages of ${join(__dirname, '..')} are not installed: run \`npm start\` there.`);
  process.exit(1);
}

/** @type {NodeJS.Require} */
function requireTypeScript(file) {
  const unregister = require('tsx/cjs/api').register();
  try {
    return require(file);
  } finally {
    unregister();
  }
}

const connectionFile = process.argv[process.argv.indexOf('--config-path') + 1];
const { startKernel } = requireTypeScript('./main.ts');
startKernel({ connectionFile, notebookFolder: process.cwd(), requireTypeScript }).catch((error) => {
  console.error(error);
  process.exit(1);
});
