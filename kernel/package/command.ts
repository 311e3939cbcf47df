#!/usr/bin/env node
/** The command of the package: `npx sentiment-lab-kernel install`. */
import { parseArgs } from 'node:util';
import { installSpec, NAME, uninstallSpec } from './package-spec';
import { kernelsFolder } from './places';

const { checkNode } = require('../node-version.cjs') as { checkNode(version: string): string | undefined };

const HELP = `Usage: ${NAME} install|uninstall [options]

Makes the TypeScript kernel known to Jupyter, or removes it. JupyterLab, Jupyter Notebook and VS Code
then offer it for every notebook.

Options:
  --user                 for this user (default)
  --sys-prefix           in the active Python environment
  --prefix <folder>      in the Python environment of this folder
  --name <name>          the name that notebooks refer to. Default: ${NAME}
  --display-name <name>  what Jupyter shows. Default: TypeScript (${NAME})
  -h, --help             show this`;

/** A mistake in the call. */
class UsageError extends Error {}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      user: { type: 'boolean' },
      'sys-prefix': { type: 'boolean' },
      prefix: { type: 'string' },
      name: { type: 'string' },
      'display-name': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [action, ...others] = positionals;
  if (values.help) {
    console.log(HELP);
    return;
  }
  if (others.length > 0 || !['install', 'uninstall'].includes(action ?? '')) throw new UsageError(HELP);
  const { name = NAME, 'display-name': displayName = `TypeScript (${name})`, ...place } = values;
  if (Object.keys(place).filter((key) => key !== 'help').length > 1)
    throw new UsageError('give only one of --user, --sys-prefix and --prefix');
  // Jupyter allows these characters only.
  if (!/^[\w.-]+$/.test(name) || /^[.]+$/.test(name))
    throw new UsageError(`--name ${name}: only letters, digits, ".", "-" and "_" are allowed`);
  const fault = checkNode(process.versions.node);
  if (fault) throw new Error(fault);
  const kernels = kernelsFolder(place);
  if (action === 'install') {
    const folder = installSpec(kernels, { name, displayName });
    console.log(`Installed the kernel "${displayName}" in ${folder}. New notebooks offer it.`);
  } else {
    const folder = uninstallSpec(kernels, name);
    console.log(folder ? `Removed ${folder}.` : `There is no kernel ${name} in ${kernels}.`);
  }
}

try {
  main();
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  console.error(message);
  process.exitCode = error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1;
}
