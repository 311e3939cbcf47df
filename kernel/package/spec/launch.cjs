/**
 * What Jupyter starts, in the notebook's folder. It hands over to the kernel that the notebook's
 * project has installed, and otherwise to the one that has installed this spec.
 */
const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join, resolve } = require('node:path');

const NAME = 'sentiment-lab-kernel';

/** @returns {string | undefined} */
function kernelOfProject() {
  try {
    return createRequire(join(process.cwd(), 'notebook.js')).resolve(`${NAME}/launch`);
  } catch {
    return undefined; // it has none
  }
}

const installed = resolve(__dirname, require('./kernel.json').metadata.package);
const launcher = kernelOfProject() ?? join(installed, 'dist', 'package', 'launch.cjs');
if (existsSync(launcher)) require(launcher);
else {
  console.error(`The package ${NAME} is no longer in ${installed}. Run \`npx ${NAME} install\` again.`);
  process.exit(1);
}
