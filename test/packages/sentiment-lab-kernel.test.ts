import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KERNEL } from '../../packages/build-kernel';
import { pack } from '../../packages/pack';
import { emptyProject, installLinked, type Project } from '../../packages/project';
import { CELLS, MODULE } from '../../packages/prove-kernel';
import { type Client, startClient } from '../kernel/client';

const NAME = 'sentiment-lab-kernel';

let packed: string;
let project: Project;
beforeAll(async () => {
  packed = mkdtempSync(join(tmpdir(), 'packed-'));
  project = await emptyProject();
  await installLinked(project, [await pack(KERNEL, packed)]);
  project.write('package.json', '{ "private": true, "type": "module" }');
  project.write('src/mean.ts', MODULE);
  project.write('src/plain.js', 'export const answer = 42;\n');
  project.write('notebooks/.keep', '');
}, 120_000);
afterAll(() => {
  project.remove();
  rmSync(packed, { recursive: true });
});

/** Runs the command of the package in the project. */
function command(...args: string[]) {
  const file = join('node_modules', NAME, 'dist', 'package', 'command.js');
  return project.run(process.execPath, [file, ...args]);
}

const specFolder = (prefix: string, name = NAME) =>
  join(project.folder, prefix, 'share', 'jupyter', 'kernels', name);

describe('the package sentiment-lab-kernel', () => {
  it('installs its spec where it is told, and removes it', async () => {
    const { stdout } = await command('install', '--prefix', 'there', '--name', 'mine');
    expect(stdout).toContain(`Installed the kernel "TypeScript (mine)" in ${specFolder('there', 'mine')}`);
    const spec = JSON.parse(readFileSync(join(specFolder('there', 'mine'), 'kernel.json'), 'utf8'));
    expect(spec).toMatchObject({
      argv: [process.execPath, '{resource_dir}/launch.cjs', 'kernel', '--config-path', '{connection_file}'],
      language: 'typescript',
      interrupt_mode: 'message',
    });
    const uninstall = ['uninstall', '--prefix', 'there', '--name', 'mine'];
    expect((await command(...uninstall)).stdout).toContain(`Removed ${specFolder('there', 'mine')}.`);
    expect((await command(...uninstall)).stdout).toContain('There is no kernel mine');
  });

  it('leaves the spec of another kernel alone', async () => {
    project.write('there/share/jupyter/kernels/tslab/kernel.json', '{ "argv": ["tslab"] }');
    for (const action of ['install', 'uninstall'])
      await expect(command(action, '--prefix', 'there', '--name', 'tslab')).rejects.toMatchObject({
        exitCode: 1,
        stderr: expect.stringContaining('is the spec of another kernel'),
      });
  });

  it.each([
    [['install', '--user', '--sys-prefix'], 'give only one of'],
    [['install', '--name', '../up'], '--name ../up: only letters'],
    [['instal'], 'Usage: sentiment-lab-kernel install|uninstall'],
    [['install', '--prefix'], "'--prefix <value>' argument missing"],
  ])('refuses %j with exit code 2', async (args, said) => {
    await expect(command(...args)).rejects.toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(said),
    });
  });
});

describe('its kernel, in the notebooks of another project', () => {
  let kernel: Client;
  beforeAll(async () => {
    await command('install', '--prefix', 'python');
    kernel = await startClient({ folder: join(project.folder, 'notebooks'), spec: specFolder('python') });
  });
  afterAll(() => kernel.close());

  const shownBy = async (code: string) =>
    JSON.stringify((await kernel.execute(code)).published.map(({ content }) => content));

  it.each(CELLS)('%j shows %j', async (code, shown) => {
    expect(await shownBy(code)).toContain(shown);
  });

  it('functions see what a later cell assigns', async () => {
    await kernel.execute('let rate = 0.1; const step = () => rate;');
    expect(await shownBy('rate = 0.25; step()')).toContain('"text/plain":"0.25"');
  });

  it('an edited module is imported anew, and errors name its file in the project', async () => {
    writeFileSync(
      join(project.folder, 'src', 'mean.ts'),
      "export function mean(): never {\n  throw new RangeError('no values');\n}\n",
    );
    const shown = await shownBy("import { mean as edited } from '../src/mean';\nedited()");
    expect(shown).toContain('RangeError: no values');
    expect(shown).toContain('src/mean.ts:2:9');
    expect(shown).not.toContain(project.folder);
  });

  it('imports JavaScript modules, whose exports have the type any', async () => {
    expect(await shownBy("import { answer } from '../src/plain.js';\nanswer")).toContain('"42"');
    expect(await shownBy('answer.missing')).not.toContain('does not exist');
  });
});
