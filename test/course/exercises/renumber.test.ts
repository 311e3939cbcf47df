import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renumber } from '../../../course/exercises/renumber';

let root: string;
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const catalog = () => JSON.parse(read('solutions/catalog.json'));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

function writeExercises(...entries: [name: string, notebook: string, needs?: string[]][]): void {
  const facts = entries.map(([name, notebook, needs = []]) => ({ name, title: name, notebook, needs }));
  write('solutions/catalog.json', JSON.stringify(facts));
  for (const [name] of entries) {
    write(`solutions/${name}.ts`, `// ${name}\n`);
    write(`exercises/${name}.ts`, `// ${name}\n`);
    write(`test/exercises/${name}.test.ts`, `import '../../solutions/${name}';\n`);
    write(`test/exercises/misconceptions/${name}/wrong.ts`, `// ${name}\n`);
  }
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'renumber-'));
  execFileSync('git', ['init', '-q'], { cwd: root });
  writeExercises(['01-late', '07-end'], ['02-mean', '03-begin'], ['03-new-step', '03-begin', ['02']]);
  write('exercises/catalogue.json', JSON.stringify([{ name: '01-late' }, { name: '02-mean' }]));
  const entry = (name: string) => `// - [\`${name.slice(0, 2)}\`](../exercises/${name}.ts) It (5 minutes)\n`;
  write(
    'lessons/03-begin.ts',
    `${entry('02-mean')}${entry('03-new-step')}await check('02');\nawait check('03');\n`,
  );
  write(
    'lessons/07-end.ts',
    `// exercise \`01\`, and not 02-meanwhile\n${entry('01-late')}await check('01');\n`,
  );
  write('notebooks/07-end.ipynb', `${entry('01-late')}<strong>Exercise 01: It</strong>`);
});
afterEach(() => rmSync(root, { recursive: true }));

test('exercises get numbers in the order of their lessons, and all references follow', () => {
  expect(renumber(root)).toEqual([
    ['02-mean', '01-mean'],
    ['03-new-step', '02-new-step'],
    ['01-late', '03-late'],
  ]);
  expect(catalog()).toMatchObject([
    { name: '01-mean', needs: [], formerly: ['02-mean'] },
    { name: '02-new-step', needs: ['01'] },
    { name: '03-late', needs: [], formerly: ['01-late'] },
  ]);
  expect(catalog()[1]).not.toHaveProperty('formerly'); // no learner has it
  expect(read('test/exercises/01-mean.test.ts')).toBe("import '../../solutions/01-mean';\n");
  expect(read('test/exercises/misconceptions/03-late/wrong.ts')).toBe('// 03-late\n');
  expect(existsSync(join(root, 'exercises/02-mean.ts'))).toBe(false);
  expect(read('lessons/03-begin.ts')).toBe(
    '// - [`01`](../exercises/01-mean.ts) It (5 minutes)\n' +
      "// - [`02`](../exercises/02-new-step.ts) It (5 minutes)\nawait check('01');\nawait check('02');\n",
  );
  expect(read('lessons/07-end.ts')).toContain('// exercise `03`, and not 02-meanwhile\n// - [`03`]');
  expect(read('lessons/07-end.ts')).toContain("await check('03');");
  expect(read('notebooks/07-end.ipynb')).toContain('<strong>Exercise 03: It</strong>');
  expect(renumber(root)).toEqual([]);
});

test('an exercise that needs a later one is refused, and nothing is changed', () => {
  writeExercises(['01-late', '07-end'], ['02-mean', '03-begin', ['01']]);
  expect(() => renumber(root)).toThrow('01-mean needs exercise 02, which comes later');
  expect(existsSync(join(root, 'exercises/02-mean.ts'))).toBe(true);
  expect(read('lessons/07-end.ts')).toContain("await check('01');");
});

test('two exercises of one name are refused', () => {
  writeExercises(['01-mean', '07-end'], ['02-mean', '03-begin']);
  expect(() => renumber(root)).toThrow('two exercises are called mean');
});
