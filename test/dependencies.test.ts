import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withDependencies } from '../bin/docs';
import { lineChart, show } from '../lib/plots';
import { TRIED_NODEPLOTLIB } from '../lib/plots/private-page';
import { repositoryRoot } from '../lib/repository';
import { patches } from '../packages/dependency-page';

const at = (...path: string[]) => join(repositoryRoot(), ...path);
const read = (...path: string[]) => readFileSync(at(...path), 'utf8');

it('docs/dependencies.md lists every direct dependency as it is installed', () => {
  const page = read('docs', 'dependencies.md');
  expect(page, 'run npm run docs').toBe(withDependencies(page));
});

describe('what is changed in packages', () => {
  it.each(patches())('$package: $what', ({ package: name, tried, file, target, contains }) => {
    const { version } = JSON.parse(read('node_modules', name, 'package.json')) as { version: string };
    expect(tried, 'try the new version, then add it').toContain(version);
    expect(existsSync(at(file))).toBe(true);
    expect(read('node_modules', name, target)).toContain(contains);
  });

  it('the version in private-page.ts is the one that is listed', () => {
    const listed = patches().filter((patch) => patch.package === 'nodeplotlib');
    for (const { tried } of listed) expect(tried).toContain(TRIED_NODEPLOTLIB);
  });
});

describe('charts outside of notebooks', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it('are served on this machine only, to who has the token', { timeout: 120_000 }, async () => {
    vi.stubEnv('NODEPLOTLIB_PORT', '0'); // opens no browser
    const printed: string[] = [];
    vi.spyOn(console, 'log').mockImplementation((line) => void printed.push(`${line}`));
    vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
    show(lineChart({ title: 'Loss', x: 'step', y: 'loss', lines: [{ name: 'a', x: [0, 1], y: [1, 0] }] }));
    const address = () => /^Charts: (http:\S+)$/m.exec(printed.join('\n'))?.[1];
    await expect.poll(address, { timeout: 100_000 }).toBeDefined();
    const { origin, searchParams } = new URL(address()!);
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const charts = '/socket.io/?EIO=4&transport=polling';
    const status = async (path: string, headers = {}) => (await fetch(origin + path, { headers })).status;
    expect([await status('/'), await status(charts), await status('/?token=0')]).toEqual([403, 403, 403]);
    const page = await fetch(address()!);
    expect(page.status).toBe(200);
    const [cookie = ''] = page.headers.get('set-cookie')!.split(';');
    expect(cookie).toContain(searchParams.get('token'));
    expect(await status(charts, { cookie })).toBe(200);
  });
});
