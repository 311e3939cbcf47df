import { expect, test } from 'vitest';
import { loadAnswer } from '../../course/grading/tab/load-answer';

const none = () => Promise.reject(new Error('nothing is imported'));

async function loaded(code: Record<string, string>, path = 'exercises/01-a.ts') {
  const run = await loadAnswer(path, code, none);
  return run() as Promise<Record<string, () => unknown>>;
}

test('only imports count: comments and texts that look like calls of `require` do not', async () => {
  const code = "// require('child_process')\nexport const text = () => \"require('net')\";";
  expect((await loaded({ 'exercises/01-a.ts': code })).text?.()).toBe("require('net')");
});

test('a call of `require` says what to do', async () => {
  const call = (name: string) => loaded({ 'exercises/01-a.ts': `export const x = require('${name}');` });
  await expect(call('child_process')).rejects.toThrow('an answer cannot import child_process');
  await expect(call('node:fs')).rejects.toThrow('there is no `require`: import node:fs');
});

test('answers may import each other', async () => {
  const exported = await loaded({
    'exercises/01-a.ts':
      "import { b } from './02-b';\nexport const a = () => 'A';\nexport const viaB = () => b();",
    'exercises/02-b.ts': "import { a } from './01-a';\nexport const b = () => 'b sees ' + a();",
  });
  expect(exported.viaB?.()).toBe('b sees A');
});
