/** A copy of this repository, in which commands may write whatever they like. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from '../lib/repository';
import { newFolder } from './training';

const TFJS_NODE = join('node_modules', '@tensorflow', 'tfjs-node');

/**
 * Copies the files of this repository into a folder, unless they are there. The npm packages are
 * links, but for tfjs-node, in which the setup writes: it is copied without TensorFlow's library.
 *
 * @param folder where the copy is made, as `checkout`
 * @param native whether tfjs-node is a link too, so that it has its library
 * @returns the path of the copy
 */
export function checkoutIn(folder: string, { native = true } = {}): string {
  const copy = join(folder, 'checkout');
  if (existsSync(copy)) return copy;
  const root = repositoryRoot();
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  const files = listed.split('\0').filter((name) => name && existsSync(join(root, name)));
  for (const parent of new Set(files.map((name) => dirname(name)))) newFolder(copy, parent);
  for (const name of files) cpSync(join(root, name), join(copy, name), { verbatimSymlinks: true });
  linkPackages(root, copy);
  if (!native) copyTfjsNode(root, copy);
  return copy;
}

function linkPackages(root: string, copy: string): void {
  const link = (name: string) => {
    const here = join('node_modules', name);
    if (name.startsWith('@') && !name.includes('/')) {
      newFolder(copy, here);
      for (const one of readdirSync(join(root, here))) link(`${name}/${one}`);
    } else if (name === 'tfjs-fast-lstm') symlinkSync(join('..', 'lib', 'layers'), join(copy, here));
    else if (name !== '.cache') symlinkSync(join(root, here), join(copy, here));
  };
  newFolder(copy, 'node_modules');
  for (const name of readdirSync(join(root, 'node_modules'))) link(name);
}

function copyTfjsNode(root: string, copy: string): void {
  rmSync(join(copy, TFJS_NODE));
  const left = ['deps', join('lib', 'napi-v8'), 'native.json'].map((name) => join(root, TFJS_NODE, name));
  cpSync(join(root, TFJS_NODE), join(copy, TFJS_NODE), {
    recursive: true,
    filter: (path) => !left.includes(path) && (statSync(path).isDirectory() || !path.endsWith('.node')),
  });
}
