/**
 * What Jupyter starts. It hands over to the kernel of the checkout that the notebook lies in
 * (Jupyter starts kernels in the notebook's folder) and otherwise to the kernel of the checkout
 * that this copy was installed into, which then tells the reader in the notebook where notebooks
 * have to lie.
 */
const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

function kernelAbove(folder) {
  const launcher = join(folder, 'kernel', 'launch.cjs');
  if (existsSync(launcher) && existsSync(join(folder, 'lib', 'repository.ts'))) return launcher;
  return dirname(folder) === folder ? undefined : kernelAbove(dirname(folder));
}

const launcher = kernelAbove(process.cwd()) ?? kernelAbove(__dirname);
if (launcher) require(launcher);
else {
  console.error(`No checkout of Sentiment Lab above ${process.cwd()}: open a notebook inside one.`);
  process.exit(1);
}
