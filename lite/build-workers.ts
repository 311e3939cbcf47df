/** Builds the workers of the kernel in a tab. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from '../lib/repository';

/** What TypeScript asks Node for, which a worker has not. It looks first whether it is there. */
const OF_NODE = ['fs', 'path', 'os', 'crypto', 'inspector', 'perf_hooks', 'source-map-support', 'url'];

/**
 * Builds `cells.js` and `language.js` into a folder. In the kernel, `NAME.browser.ts` replaces
 * `NAME.ts`.
 */
export async function buildWorkers(out: string): Promise<void> {
  await build({
    absWorkingDir: join(repositoryRoot(), 'lite'),
    entryPoints: { cells: 'cells/worker.ts', language: 'language/worker.ts' },
    outdir: out,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    resolveExtensions: ['.browser.ts', '.ts', '.tsx', '.mjs', '.js', '.json'],
    external: OF_NODE,
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'warning',
  });
}
