import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const SPEC = join(__dirname, 'spec');

/**
 * Installs the kernel's spec into a Python environment (`.venv`), where JupyterLab and VS Code
 * find it. Does nothing if it is up to date. Otherwise it replaces the whole folder by a rename,
 * so that a killed run leaves the old spec, the new one or none, but never a part.
 */
export function installKernel(venvDir: string): void {
  const kernels = join(venvDir, 'share', 'jupyter', 'kernels');
  const installed = join(kernels, 'tslab');
  const files = readdirSync(SPEC).map((name) => ({ name, content: contentOf(name) }));
  if (files.every(({ name, content }) => holds(join(installed, name), content))) return;

  mkdirSync(kernels, { recursive: true });
  const fresh = mkdtempSync(join(kernels, '.tslab-'));
  try {
    for (const { name, content } of files) writeFileSync(join(fresh, name), content);
    rmSync(installed, { recursive: true, force: true });
    renameSync(fresh, installed);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
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

function holds(file: string, content: Buffer): boolean {
  try {
    return readFileSync(file).equals(content);
  } catch {
    return false; // not there, or not readable
  }
}
