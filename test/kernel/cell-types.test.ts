import { afterAll, expect, test } from 'vitest';
import { cellTypes } from '../../kernel/types/cell-types';
import { startLanguageServer } from '../../kernel/types/language-server';
import { projectConfig } from '../../kernel/types/options';
import { folderInRepository } from './notebook';

const folder = folderInRepository();
const types = cellTypes(folder.path, { startLanguageServer, projectConfig });
afterAll(() => {
  types.close();
  folder.remove();
});

const cell = (code: string, ...names: string[]) => ({
  code,
  declared: names.map((name) => ({ name, as: 'const' as const, isType: false })),
  imports: [],
  modules: [],
});

test('what is said names cells, not their files', async () => {
  const run = async (code: string, number: number, ...names: string[]) => {
    const found = await types.check({ ...cell(code, ...names), number });
    types.keep(new Set(names));
    return found.map(({ message }) => message.split('\n')[0]);
  };
  const declared = { as: 'alias' as const, isType: false };
  for (const [number, code] of [
    [1, 'class Net { w = 1 }\nfunction use(n: Net) { return n.w; }'],
    [2, 'class Net { w = "text" }'],
  ] as const) {
    const names = number === 1 ? ['Net', 'use'] : ['Net'];
    await types.check({ ...cell(code), number, declared: names.map((name) => ({ name, ...declared })) });
    types.keep(new Set(names));
  }
  expect(await run('use(new Net());', 3)).toEqual([
    "Argument of type 'cell [2].Net' is not assignable to parameter of type 'cell [1].Net'.",
  ]);
  expect(await types.inspect('use', 1)).toContain('function use(n: Net): number');
});

test('a check that does not end is abandoned', async () => {
  const endless = types.check(cell(`const deep = ${'['.repeat(500)}${']'.repeat(500)};`, 'deep'));
  const failed = expect(endless).rejects.toThrow('TypeScript was closed');
  await new Promise((go) => setTimeout(go, 500)); // into the check
  types.abandon();
  await failed;
  expect(await types.check(cell('1'))).toEqual([]);
});

test('what is asked during a check changes no types', async () => {
  const check = types.check(cell('const rate = 0.1;', 'rate'));
  const inspected = types.inspect('const other = "x"; other', 20);
  const completed = types.complete('const third = "x"; third.to', 27);
  expect(await check).toEqual([]);
  types.keep(new Set(['rate']));
  expect(await inspected).toContain('const other: "x"');
  expect((await completed).candidates).toContain('toString');
  const [wrong] = await types.check(cell('rate.nope;'));
  expect(wrong?.message).toBe("Property 'nope' does not exist on type '0.1'.");
});
