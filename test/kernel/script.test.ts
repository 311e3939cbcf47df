import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CellHost, cellScript } from '../../kernel/script/cell-script';
import { edits } from '../../kernel/script/edits';
import { liveScope } from '../../kernel/script/live-scope';
import { repositoryRoot } from '../../lib/repository';
import { stripTypes } from '../../lite/language/strip-types';

/** Runs cells of plain JavaScript over one scope, as a kernel in a browser would. */
function kernel() {
  const scope = liveScope();
  return (code: string): unknown => {
    const script = cellScript(code, code, new Set(scope.names()));
    scope.declare(script.declarations);
    const host: CellHost = {
      tick() {},
      start() {},
      back: (_, result) => result,
      stop: new Int32Array(1),
      done() {},
      keep: () => () => {},
      out: {},
      import: () => Promise.reject(new Error('no modules')),
      meta: {},
    };
    const run: (...given: unknown[]) => unknown = new Function(`return ${script.code.text}`)();
    run(...script.boxes.map(scope.box), host);
    return host.out.v;
  };
}

describe('the meaning of cells', () => {
  test('what TypeScript makes of `using` declares the same variables', () => {
    const run = kernel();
    const { javascript } = stripTypes(
      'using closing = { [Symbol.dispose]() {} };\nlet late;\nconst { b, ...rest } = { b: late, c: 3 };\nclass A {}',
    ) as { javascript: string };
    expect(run(javascript)).toBeUndefined();
    expect(run('[b, rest.c, A.name]')).toEqual([undefined, 3, 'A']);
    expect(() => run('if (b === undefined) throw new Error("x");')).toThrow('x');
  });

  test('it needs nothing of Node', () => {
    const folder = join(repositoryRoot(), 'kernel', 'script');
    for (const name of readdirSync(folder)) {
      const imported = [...readFileSync(join(folder, name), 'utf8').matchAll(/from '([^']+)'/g)];
      for (const [, from = ''] of imported) expect(from).toMatch(/^(acorn|\.\/[\w-]+)$/);
    }
  });

  test('cells share live variables wherever they run', () => {
    const run = kernel();
    run('let n = 1; const read = () => n;');
    expect(run('n = 2; read()')).toBe(2);
    expect(run('var { n: m = 0, ...rest } = { n, k: 1 }; [m, rest]')).toEqual([2, { k: 1 }]);
    expect(() => run('early(); function early() { return late; } let late;')).toThrow(
      'before initialization',
    );
  });

  test('names that a cell uses itself do not clash with those of the kernel', () => {
    const run = kernel();
    run('let host = 1, tick = 2, stop = 3, $$host = 4, $n = 5;');
    expect(run('for (;;) { stop = 6; break; }\n[host, tick, stop, $$host, $n]')).toEqual([1, 2, 6, 4, 5]);
  });
});

test('a position of an edited text leads back to its origin', () => {
  const source = 'const a = 1;\nfoo(\n  bar);';
  const edited = edits(source);
  edited.replace(0, 6, '');
  edited.insert(13, '(0, ');
  edited.replace(13, 16, 'x.foo');
  edited.insert(16, ')');
  edited.first('(');
  const { text, original } = edited.apply();
  expect(text).toBe('(a = 1;\n(0, x.foo)(\n  bar);');
  expect(original({ line: 0, column: 1 })).toEqual({ line: 0, column: 6 });
  expect(original({ line: 1, column: 10 })).toEqual({ line: 1, column: 3 });
  expect(original({ line: 2, column: 2 })).toEqual({ line: 2, column: 2 });
});
