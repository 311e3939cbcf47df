import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeSpec } from './spec-folder';

const SPEC = join(__dirname, 'spec');

/**
 * Installs the kernel's spec into a Python environment (`.venv`), where JupyterLab and VS Code
 * find it. Does nothing if it is up to date.
 */
export function installKernel(venvDir: string): void {
  const files = readdirSync(SPEC).map((name) => [name, contentOf(name)] as const);
  writeSpec(join(venvDir, 'share', 'jupyter', 'kernels', 'tslab'), Object.fromEntries(files));
}

/**
 * Returns the content of a file of the spec. The kernel runs on the Node that ran setup, which may
 * not be in an editor's `PATH`. Interrupts come as messages, which a cell handles between its
 * steps, not as signals: see `lib/signals.ts`.
 */
function contentOf(name: string): Buffer {
  const content = readFileSync(join(SPEC, name));
  if (name !== 'kernel.json') return content;
  const spec = JSON.parse(content.toString()) as { argv: string[] };
  spec.argv[0] = process.execPath;
  return Buffer.from(`${JSON.stringify(spec, null, 2)}\n`);
}
