import { chmodSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { globSync } from 'tinyglobby';
import { repositoryRoot } from '../lib/repository';
import type { PackageSource } from './pack';

const FOLDER = join(repositoryRoot(), 'kernel');
const COMMAND = 'package/command';
const LOGO = 'spec/logo-svg.svg';
/**
 * What only this repository needs: its kernel spec, what starts the kernel here, and what runs it
 * in a browser.
 */
const ONLY_HERE = ['install.ts', 'launch.cjs', 'spec/launch.cjs', 'spec/kernel.json', '**/*.browser.ts'];

/** The package `sentiment-lab-kernel`. */
export const KERNEL: PackageSource = {
  folder: FOLDER,
  build: buildKernel,
  manifest: {
    bin: `./dist/${COMMAND}.js`,
    exports: { './launch': './dist/package/launch.cjs', './package.json': './package.json' },
  },
};

/**
 * Builds `sentiment-lab-kernel` into the folder `dist`, which has the files of `kernel/`: a
 * CommonJS module for each TypeScript module, and the plain files, which import these.
 */
async function buildKernel(dist: string): Promise<void> {
  await build({
    absWorkingDir: FOLDER,
    entryPoints: globSync('**/*.ts', { cwd: FOLDER, ignore: ONLY_HERE }),
    outdir: dist,
    format: 'cjs',
    platform: 'node',
    target: 'es2022',
    logLevel: 'warning',
  });
  chmodSync(join(dist, `${COMMAND}.js`), 0o755);
  for (const file of globSync('**/*.cjs', { cwd: FOLDER, ignore: ONLY_HERE })) {
    const plain = readFileSync(join(FOLDER, file), 'utf8');
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    writeFileSync(join(dist, file), plain.replace(/(require\('[.][^']*)[.]ts'\)/g, "$1.js')"));
  }
  cpSync(join(FOLDER, LOGO), join(dist, LOGO));
}
