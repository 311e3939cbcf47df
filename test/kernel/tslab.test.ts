import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../../lib/repository';
import { result } from './client';
import { startNotebook } from './notebook';

const { kernel } = await startNotebook();

const PACKAGE = join(repositoryRoot(), 'node_modules', 'tslab');
const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));

test('the kernel is tslab: its name, its version and its package', async () => {
  expect(await kernel.ask('kernel_info')).toMatchObject({
    implementation: 'tslab',
    implementation_version: version,
    language_info: { name: 'typescript', mimetype: 'text/typescript' },
  });
  const versions = result(
    await kernel.execute("import * as tslab from 'tslab'; JSON.stringify(tslab.versions)"),
  );
  expect(JSON.parse(String(versions?.['text/plain']))).toMatchObject({ tslab: version, typescript: /^7\./ });
});

test('cells display by the functions of tslab', async () => {
  const outcome = await kernel.execute(
    "tslab.display.html('<b>1</b>'); const box = tslab.newDisplay(); box.text('a'); box.text('b');",
  );
  const displayed = outcome.published.filter(({ header }) => header.msg_type.endsWith('display_data'));
  expect(displayed.map(({ header, content }) => [header.msg_type, content['data']])).toEqual([
    ['display_data', { 'text/html': '<b>1</b>' }],
    ['display_data', { 'text/plain': 'a' }],
    ['update_display_data', { 'text/plain': 'b' }],
  ]);
});

test('of tslab only what turns cells into JavaScript is replaced, and so its TypeScript is not loaded', async () => {
  const outcome = await kernel.execute(
    `const cached = Object.entries(require.cache).map(([file, module]) => [file.replaceAll('\\\\', '/'), module] as const);
    const find = (end: string) => cached.find(([file]) => file.endsWith(end))?.[1];
    JSON.stringify({
      display: !!find('/tslab/dist/public.js'),
      protocol: !!find('/tslab/dist/jupyter.js'),
      executor: !!find('/tslab/dist/executor.js'),
      typescript: Object.keys(find('/typescript-for-tslab/lib/typescript.js')?.exports),
    });`,
  );
  expect(JSON.parse(String(result(outcome)?.['text/plain']))).toEqual({
    display: true,
    protocol: true,
    executor: false,
    typescript: ['version', 'sys'], // what `converter.js` needs when it is loaded; it compiles nothing
  });
});
