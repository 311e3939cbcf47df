import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryRoot } from '../../lib/repository';
import { result, traceback } from './client';
import { startNotebook } from './notebook';

const { kernel, folder } = await startNotebook();
folder.write('config.json', '{ "units": 64 }');

const page = readFileSync(join(repositoryRoot(), 'docs', 'kernel.md'), 'utf8');
const sections = page
  .split(/^## /m)
  .slice(1)
  .map((section) => ({
    title: section.split('\n')[0] ?? '',
    cells: [...section.matchAll(/^```ts\n((?:.|\n)*?)^```$/gm)].map(([, code = '']) => code),
  }))
  .filter(({ cells }) => cells.length > 0);

describe('docs/kernel.md', () => {
  test.each(sections)('the examples of $title do what they say', async ({ cells }) => {
    for (const code of cells) {
      const [, kind, expected = ''] = /\/\/ ([→✗]) (.*)$/m.exec(code) ?? [];
      const outcome = await kernel.execute(code);
      if (kind === '✗') expect(traceback(outcome)).toContain(expected);
      else expect({ code, traceback: traceback(outcome) }).toEqual({ code, traceback: '' });
      if (kind === '→') expect(result(outcome)).toEqual({ 'text/plain': expected });
      if (!kind) expect(result(outcome)).toBeUndefined();
    }
  });
});
