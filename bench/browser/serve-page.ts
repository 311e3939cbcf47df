import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { repositoryRoot } from '../../lib/repository';

/** The address of the page. No server listens there: the browser's requests are answered here. */
export const ADDRESS = 'http://localhost/';

/**
 * Answers all requests of a page: with the bundle of a program of this folder, and `.wasm` files.
 */
export async function servePage(page: Page, program: string): Promise<void> {
  const bundle = await bundled(join(__dirname, `${program}.ts`));
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/')
      return route.fulfill({
        contentType: 'text/html',
        body: '<script type="module" src="/bundle.js"></script>',
      });
    if (pathname === '/bundle.js') return route.fulfill({ contentType: 'text/javascript', body: bundle });
    const path = wasmFolders()
      .map((folder) => join(folder, basename(pathname)))
      .find(existsSync);
    return path ? route.fulfill({ contentType: 'application/wasm', path }) : route.fulfill({ status: 404 });
  });
}

/** Returns a program for browsers, with all that it imports, as one ES module. */
export async function bundled(program: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [program],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent', // errors are thrown
  });
  return outputFiles[0]!.text;
}

/** Returns the folders with our WebAssembly kernel and with that of tfjs. */
function wasmFolders(): string[] {
  return [
    join(repositoryRoot(), 'lib', 'layers', 'kernels', 'prebuilt'),
    dirname(require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm')),
  ];
}
