/**
 * Starts the kernel of the package `sentiment-lab-kernel`: `node launch.cjs kernel --config-path
 * CONNECTION_FILE`, in the notebook's folder. The project is the nearest folder with a
 * `package.json`, else the notebook's own.
 */
const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { checkNode } = require('../node-version.cjs');

/**
 * @param {string} folder
 * @returns {string | undefined}
 */
function projectAbove(folder) {
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(folder) === folder ? undefined : projectAbove(dirname(folder));
}

const fault = checkNode(process.versions.node);
if (fault) {
  console.error(`The kernel runs on ${process.execPath}. ${fault} Then install the kernel with it.`);
  process.exit(1);
}
const notebookFolder = process.cwd();
const root = projectAbove(notebookFolder) ?? notebookFolder;
const { createCompiler } = require('../modules/typescript-loader.cjs');
const { stoppable } = require('../modules/stoppable');
const sources = createCompiler(root, (code, path) => stoppable(code, path));
sources.register();

const connectionFile = process.argv[process.argv.indexOf('--config-path') + 1];
const { startKernel } = require('../main');
startKernel({ connectionFile, notebookFolder, root, sources }).catch((error) => {
  console.error(error);
  process.exit(1);
});
