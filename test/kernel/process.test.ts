import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { installKernel } from '../../kernel/install';
import { repositoryRoot } from '../../lib/repository';
import { type Client, newConnection, printed, result, startClient, traceback } from './client';
import { type Folder, folderInRepository } from './notebook';

const PATIENCE = 120_000; // ms: generous, so that only a hang fails

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

function newFolder(): Folder {
  const folder = folderInRepository();
  cleanUp.push(folder.remove);
  return folder;
}

function temporary(): string {
  const path = mkdtempSync(join(tmpdir(), 'outside-'));
  cleanUp.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function start(...options: Parameters<typeof startClient>): Promise<Client> {
  const kernel = await startClient(...options);
  cleanUp.push(kernel.close);
  return kernel;
}

describe('the kernel', () => {
  test('a shutdown request ends the kernel, and the folder of the notebook stays empty', async () => {
    const folder = newFolder();
    const kernel = await start({ folder: folder.path });
    await kernel.execute("import { dataDir } from '../../lib/repository'; dataDir();");
    const exit = new Promise((resolve) => kernel.process.once('exit', resolve));
    expect(await kernel.command('shutdown', { restart: true })).toEqual({ status: 'ok', restart: true });
    expect(await exit).toBe(0);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('a cell of a notebook outside the checkout fails and says where to move the notebook', async () => {
    const folder = temporary();
    const kernel = await start({ folder, venv: join(newFolder().path, 'venv') });
    const outcome = await kernel.execute('1 + 1');
    expect(outcome.reply['status']).toBe('error');
    expect(traceback(outcome)).toContain(
      `This kernel was started in ${folder}. Move the notebook into ${repositoryRoot()}`,
    );
    expect(await kernel.ask('complete', { code: 'con', cursor_pos: 3 })).toMatchObject({ matches: [] });
  });

  test('the wasm backend works, even if danfojs is imported first', { timeout: 300_000 }, async () => {
    const kernel = await start({ folder: newFolder().path, env: { SENTIMENT_BACKEND: 'wasm' } });
    const frame = await kernel.execute(
      "import { DataFrame } from 'danfojs-node';\nnew DataFrame({ a: [1] }).shape",
    );
    expect(traceback(frame)).toBe('');
    const backend = await kernel.execute(
      "import { ready } from '../../lib/backend';\nconsole.log((await ready()).name);",
    );
    expect(printed(backend)).toBe('wasm\n');
  });

  test('tfjs-node can be imported first and prints nothing to stderr', { timeout: 300_000 }, async () => {
    const kernel = await start({ folder: newFolder().path });
    const outcome = await kernel.execute(
      "import * as tf from '@tensorflow/tfjs-node';\ntf.add(1, 2).dataSync()[0]",
    );
    expect(result(outcome)).toEqual({ 'text/plain': '3' });
    expect(printed(outcome, 'stderr')).toBe('');
  });

  test.skipIf(process.platform === 'win32')(
    'the kernel ends when its parent process dies',
    { timeout: 3 * PATIENCE },
    async () => {
      const kernelOf = `
      const { spawn } = require('node:child_process');
      console.log(spawn(process.execPath, process.argv.slice(1), { stdio: 'ignore' }).pid);`;
      const connection = join(temporary(), 'connection.json');
      const ports = await newConnection();
      writeFileSync(connection, JSON.stringify(ports));
      const launcher = join(__dirname, '..', '..', 'kernel', 'launch.cjs');
      const parent = spawn(process.execPath, [
        '-e',
        `${kernelOf} setTimeout(() => {}, 600_000);`,
        launcher,
        'kernel',
        '--config-path',
        connection,
      ]);
      const pid = await new Promise<number>((resolve) =>
        parent.stdout.once('data', (data) => resolve(Number(data))),
      );
      await vi.waitFor(() => connected(ports.shell_port), { timeout: PATIENCE, interval: 100 });
      expect(isAlive(pid)).toBe(true);
      parent.kill('SIGKILL');
      await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: PATIENCE, interval: 100 });
    },
  );
});

describe('the installed spec', () => {
  test('the spec runs this Node, and only an outdated spec is written again', () => {
    const venv = temporary();
    installKernel(venv);
    const spec = join(venv, 'share', 'jupyter', 'kernels', 'tslab');
    const { argv, display_name, language } = JSON.parse(readFileSync(join(spec, 'kernel.json'), 'utf8'));
    expect(argv).toEqual([
      process.execPath, // an editor may have another Node in its PATH, or none
      '{resource_dir}/launch.cjs',
      'kernel',
      '--config-path',
      '{connection_file}',
    ]);
    expect({ display_name, language }).toEqual({
      display_name: 'TypeScript (tslab)',
      language: 'typescript',
    });
    const { ino } = statSync(spec);
    installKernel(venv);
    expect(statSync(spec).ino).toBe(ino);
    writeFileSync(join(spec, 'launch.cjs'), 'damaged');
    installKernel(venv);
    expect(readFileSync(join(spec, 'launch.cjs'), 'utf8')).not.toBe('damaged');
    expect(readdirSync(join(venv, 'share', 'jupyter', 'kernels'))).toEqual(['tslab']);
  });

  test('the launcher refuses an unsupported Node and names its path and version', () => {
    const folder = temporary();
    const old = join(folder, 'old.cjs');
    writeFileSync(
      old,
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } });",
    );
    const launcher = join(__dirname, '..', '..', 'kernel', 'launch.cjs');
    const args = ['--require', old, launcher, 'kernel', '--config-path', join(folder, 'connection.json')];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain(`runs on ${process.execPath}. Node 18.20.0 is not supported`);
  });

  test('the launcher fails outside of a checkout and says what to do', () => {
    const venv = temporary();
    installKernel(venv);
    const launcher = join(venv, 'share', 'jupyter', 'kernels', 'tslab', 'launch.cjs');
    expect(existsSync(launcher)).toBe(true);
    expect(() => execFileSync(process.execPath, [launcher], { cwd: venv, stdio: 'pipe' })).toThrow(
      /No checkout of Sentiment Lab above .*: open a notebook inside one/,
    );
  });
});

function connected(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    }).once('error', reject);
  });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
