import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text as streamText } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { scoreCommand } from '../bin/score';
import { tuneCommand } from '../bin/tune';
import { workerCommand } from '../bin/worker';
import { repositoryRoot } from '../lib/repository';

const deploy = join(repositoryRoot(), 'deploy');
const files = readdirSync(deploy, { recursive: true, encoding: 'utf8', withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => join(parentPath, name));
const text = (...path: string[]) => readFileSync(join(repositoryRoot(), ...path), 'utf8');
const dir = mkdtempSync(join(tmpdir(), 'deploy-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Runs a shell script of `deploy/`, and returns what it prints. */
function run(shell: 'sh' | 'bash', script: string, args: string[], env: Record<string, string> = {}): string {
  return execFileSync(shell, [join(deploy, script), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH!, ...env },
    stdio: 'pipe',
  });
}

/** Writes a program that prints its arguments in brackets, and returns a PATH with it. */
function pathWith(name: string, last = ''): string {
  const bin = mkdtempSync(join(dir, 'bin-'));
  const body = `#!/bin/sh\nfor a in "$@"; do printf '[%s]' "$a" >> "${dir}/calls"; done\necho >> "${dir}/calls"\n${last}\n`;
  writeFileSync(join(bin, name), body, { mode: 0o755 });
  return `${bin}:${process.env.PATH}`;
}

describe('deploy/', () => {
  it('a page links each file', () => {
    const pages = ['scale', 'tune', 'grading'].map((name) => text('docs', `${name}.md`)).join('\n');
    const names = files
      .map((file) => file.slice(deploy.length + 1))
      .filter((name) => name !== 'sentiment-lab');
    expect(names.filter((name) => !pages.includes(`(../deploy/${name.replaceAll('\\', '/')})`))).toEqual([]);
    expect(pages).toContain('SENTIMENT_LAB="$PWD/deploy/sentiment-lab"');
  });

  it('files for Kubernetes and CI give commands only flags that they take', () => {
    const flagsOf = (command: { options: readonly { long?: string }[] }) =>
      command.options.map(({ long }) => long);
    const commands = [scoreCommand(), workerCommand(), tuneCommand([])];
    const known = new Set(commands.flatMap(flagsOf));
    for (const file of files.filter((name) => /kubernetes\/.*yaml$|ci-matrix/.test(name))) {
      const lines = readFileSync(file, 'utf8').match(
        /(?:sentiment-lab (?:score|worker|tune)|args:\s+\[(?:score|worker|tune)).*(?:\n +--.*)*/g,
      );
      for (const [flag] of (lines ?? []).join('\n').matchAll(/--\w+/g)) expect(known, file).toContain(flag);
    }
  });
});

describe.skipIf(process.platform === 'win32')('the scripts in deploy/', () => {
  it('have no syntax errors', () => {
    for (const file of files.filter((name) => /\.(sh|sbatch)$|sentiment-lab$/.test(name)))
      execFileSync('bash', ['-n', file]);
  });

  it('submit.sh submits an array and a job that waits for it, whatever is in the arguments', () => {
    rmSync(join(dir, 'calls'), { force: true });
    const printed = run('sh', 'slurm/submit.sh', ['3', 'score', 'my reviews.csv'], {
      PATH: pathWith('sbatch', 'echo 17'),
      SENTIMENT_LAB: 'echo',
      SBATCH_FLAGS: '--mem=8G --account=a',
    });
    expect(printed).toMatch(/^Plan: job 17\nShards: job 17\nOutput: .*squeue --jobs 17,17/);
    const slurm = join(deploy, 'slurm');
    expect(readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n')).toEqual([
      `[--parsable][--mem=8G][--account=a][--cpus-per-task=1][${slurm}/plan.sbatch][echo][score][my reviews.csv]`,
      `[--parsable][--mem=8G][--account=a][--dependency=afterok:17][--kill-on-invalid-dep=yes][--array=1-3][${slurm}/shards.sbatch][echo][3][score][my reviews.csv]`,
      `[--parsable][--mem=8G][--account=a][--dependency=afterok:17][--kill-on-invalid-dep=yes][${slurm}/merge.sbatch][echo][score][my reviews.csv]`,
    ]);
  });

  it('submit.sh asks for memory in one way, and for no output if told so', () => {
    // As sbatch takes them: of the script, of the command line, and of an interactive job.
    const submitted = (env: Record<string, string>) => {
      rmSync(join(dir, 'calls'), { force: true });
      const PATH = pathWith('sbatch', `echo "$SLURM_MEM_PER_CPU" >> "${dir}/calls"; echo 17`);
      run('sh', 'slurm/submit.sh', ['3', 'grade'], { PATH, SENTIMENT_LAB: 'echo', ...env });
      return readFileSync(join(dir, 'calls'), 'utf8').trim();
    };
    expect(submitted({ MERGE: 'no' })).toMatch(/^\[--parsable\]\[--mem=4G\]\[--array=1-3\].*$/);
    expect(submitted({ SBATCH_FLAGS: '--mem-per-cpu=2G', SLURM_MEM_PER_CPU: '1024' })).not.toMatch(
      /--mem=|1024/,
    );
    for (const file of files.filter((name) => name.endsWith('.sbatch')))
      expect(readFileSync(file, 'utf8'), file).not.toContain('#SBATCH --mem');
  });

  it('a task of the array does its shard, and the last job merges', () => {
    const PATH = pathWith('srun', 'shift 3; exec "$@"');
    const task = { SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_JOB_ID: '17', SLURM_CPUS_PER_TASK: '2', PATH };
    const printed = (script: string, ...args: string[]) => run('bash', `slurm/${script}`, args, task);
    expect(printed('shards.sbatch', 'echo', '3', 'score', 'a b')).toBe('score a b --shard 2/3\n');
    expect(printed('plan.sbatch', 'echo', 'score', 'a')).toBe('score a --plan\n');
    expect(printed('merge.sbatch', 'echo', 'score', 'a')).toBe('score a --merge\n');
    expect(printed('workers.sbatch', 'echo', 'redis://host:6379', '--concurrency', '1')).toBe(
      'worker --redis redis://host:6379 --concurrency 1\n',
    );
  });

  it('a task that has no more time is queued again, and one that was cancelled is not', () => {
    const ended = (state: string, script = 'shards.sbatch', args = ['lab', '3', 'tune']) => {
      rmSync(join(dir, 'calls'), { force: true });
      const paths = [pathWith('scontrol'), pathWith('squeue', `echo ${state}`), pathWith('srun', 'exit 143')];
      const own = paths.map((path) => path.split(':')[0]); // before those of an installed Slurm
      const PATH = [...own, process.env.PATH].join(':');
      const env = { PATH, SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_JOB_ID: '17' };
      const task = () =>
        run('bash', `slurm/${script}`, args, { ...env, SLURM_JOB_ID: '17', SLURM_CPUS_PER_TASK: '2' });
      expect(task).toThrow('Command failed');
      return readFileSync(join(dir, 'calls'), 'utf8');
    };
    expect(ended('17_2')).toContain('[requeue][17_2]');
    expect(ended('')).not.toContain('requeue');
    expect(ended('17', 'plan.sbatch', ['lab', 'tune'])).toContain('[requeue][17]');
  });

  it('a task whose step was killed tries again, since its command leaves out what is too large', () => {
    const tries = (last: number, end = 'exit 137') => {
      rmSync(join(dir, 'calls'), { force: true });
      const PATH = pathWith('srun', `[ "$(wc -l < "${dir}/calls")" -gt ${last} ] || { ${end}; }`);
      const task = { SLURM_ARRAY_TASK_ID: '2', SLURM_ARRAY_JOB_ID: '17', SLURM_CPUS_PER_TASK: '2', PATH };
      const ran = spawnSync('bash', [join(deploy, 'slurm', 'shards.sbatch'), 'lab', '3', 'tune'], {
        env: task,
      });
      return [ran.status, readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n').length];
    };
    expect(tries(2)).toEqual([0, 3]);
    expect(tries(99)).toEqual([137, 10]);
    // Where cgroups limit the memory: SIG_OOM of a step is code 1 of srun.
    const outOfMemory = "echo 'srun: error: node1: task 0: Out Of Memory' >&2; exit 1";
    expect(tries(2, outOfMemory)).toEqual([0, 3]);
    expect(tries(99, 'echo broken >&2; exit 1')).toEqual([1, 1]);
  });

  const hasParallel = spawnSync('parallel', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('GNU');
  it.skipIf(!hasParallel)('parallel.sh says which shard failed, and lets trainings save', async () => {
    const lab = join(dir, 'lab');
    const signals = join(dir, 'signals');
    writeFileSync(
      lab,
      `#!${process.execPath}
       const { appendFileSync } = require('node:fs');
       if (process.argv.includes('grade')) {
         console.error('it is broken');
         process.exit(1);
       }
       let stops = 0;
       process.on('SIGTERM', () => {
         if (++stops > 1) process.exit(1);
         setTimeout(() => process.exit(appendFileSync('${signals}', 'saved')), 1000);
       });
       console.log('training');
       setInterval(() => {}, 1000);`,
      { mode: 0o755 },
    );
    const start = (command: string) =>
      spawn('sh', [join(deploy, 'parallel.sh'), '1', command], {
        ...{ cwd: dir, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
        env: { PATH: process.env.PATH, HOME: dir, SENTIMENT_LAB: lab },
      });
    const broken = start('grade');
    const [said, [code]] = await Promise.all([streamText(broken.stderr!), once(broken, 'exit')]);
    expect(said).toContain('shard 1\tit is broken\n');
    expect(said).toMatch(/Not all shards are done: see above. The same call goes on\n$/);
    expect(code).toBe(1);
    const training = start('results');
    await once(training.stdout!, 'data');
    process.kill(-training.pid!, 'SIGINT');
    await once(training, 'exit');
    expect(readFileSync(signals, 'utf8')).toBe('saved');
  });

  it('without the package in this folder, nothing is submitted or fetched', () => {
    for (const script of ['slurm/submit.sh', 'parallel.sh'])
      expect(() =>
        execFileSync('sh', [join(deploy, script), '3', 'score'], { cwd: dir, stdio: 'pipe' }),
      ).toThrow('sentiment-lab is missing: ');
  });

  it('in a clone, a command is a process of Node, which gets the signals', () => {
    rmSync(join(dir, 'calls'), { force: true });
    const env = { PATH: pathWith('node') };
    run('sh', 'sentiment-lab', ['tune', '--out', 'my search'], env);
    run('sh', 'sentiment-lab', ['score', 'a'], env);
    expect(readFileSync(join(dir, 'calls'), 'utf8').trim().split('\n')).toEqual([
      '[bin/supervise.cjs][tune][--out][my search]',
      '[bin/run.cjs][score][a]',
    ]);
    // Those that train are supervised, as in package.json.
    const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };
    for (const name of ['tune', 'results', 'train', 'score', 'grade', 'worker'])
      expect(new RegExp(`\\b${name}\\b.*supervise`).test(text('deploy', 'sentiment-lab')), name).toBe(
        scripts[name]!.includes('supervise.cjs'),
      );
  });

  it('start-user.sh copies what users change, links the rest, and brings a new version', () => {
    const [course, home] = [join(dir, 'course'), join(dir, 'home')];
    const mine = (...path: string[]) => join(home, 'sentiment-lab', ...path);
    const write = (root: string, files: Record<string, string>) => {
      for (const [file, content] of Object.entries(files)) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        writeFileSync(join(root, file), content);
      }
    };
    for (const folder of ['node_modules', 'data', 'models', '.venv'])
      mkdirSync(join(course, folder), { recursive: true });
    write(course, { 'notebooks/1.ipynb': 'a', 'notebooks/2.ipynb': 'a', 'notebooks/3.ipynb': 'a' });
    write(course, {
      'exercises/01-a.ts': 'stub',
      'exercises/02-b.ts': 'stub',
      'lib/a.ts': 'a',
      '.npmrc': '',
    });
    mkdirSync(home);
    const answers = join(dir, 'answers');
    mkdirSync(answers);
    const env = { HOME: home, SENTIMENT_COURSE: course, SENTIMENT_ANSWERS: answers };
    const start = () => run('sh', 'jupyterhub/start-user.sh', ['cat', 'notebooks/1.ipynb'], env);
    expect(start()).toBe('a');
    write(mine(), {
      'notebooks/2.ipynb': 'mine',
      'notebooks/3.ipynb': 'mine',
      'notebooks/own.ipynb': 'mine',
    });
    write(mine(), { 'exercises/01-a.ts': 'answer' });
    expect(start()).toBe('a');
    expect(readFileSync(join(answers, '01-a.ts'), 'utf8')).toBe('answer');
    expect(readFileSync(join(course, 'notebooks', '2.ipynb'), 'utf8')).toBe('a');
    expect(readlinkSync(mine('data'))).toBe(join(course, 'data'));
    expect(existsSync(mine('earlier'))).toBe(false);
    write(course, { 'notebooks/1.ipynb': 'corrected', 'notebooks/2.ipynb': 'corrected', 'lib/a.ts': 'new' });
    write(course, { 'exercises/01-a.ts': 'new stub', 'exercises/02-b.ts': 'new stub' });
    expect(start()).toBe('corrected');
    const texts = (...files: string[]) => files.map((file) => readFileSync(mine(file), 'utf8'));
    expect(texts('notebooks/2.ipynb', 'notebooks/3.ipynb', 'notebooks/own.ipynb', 'lib/a.ts')).toEqual([
      ...['corrected', 'mine', 'mine', 'new'],
    ]);
    expect(texts('exercises/01-a.ts', 'exercises/02-b.ts')).toEqual(['answer', 'new stub']);
    const [day = ''] = readdirSync(mine('earlier'));
    expect(texts(`earlier/${day}/notebooks/2.ipynb`, `earlier/${day}/lib/a.ts`)).toEqual(['mine', 'a']);
    expect(start()).toBe('corrected');
    expect(readdirSync(mine('earlier'))).toEqual([day]);
    // An update that is interrupted begins again.
    rmSync(mine('earlier'), { recursive: true });
    write(course, { 'lib/a.ts': 'newer' });
    write(mine('lib.new'), { 'a.ts': 'ha' });
    start();
    expect(texts('lib/a.ts')).toEqual(['newer']);
    expect(existsSync(mine('lib', 'lib'))).toBe(false);
    // So does a first start.
    rmSync(mine(), { recursive: true });
    mkdirSync(join(`${mine()}.new`, 'lib'), { recursive: true });
    expect(start()).toBe('corrected');
  });

  it('start-user.sh copies the answers when the server stops, whatever time they have', async () => {
    const [course, home, answers] = ['course-2', 'home-2', 'answers-2'].map((name) => join(dir, name));
    for (const folder of [join(course!, 'exercises'), join(course!, 'notebooks'), home!, answers!])
      mkdirSync(folder, { recursive: true });
    writeFileSync(join(course!, 'exercises', '01-a.ts'), 'stub');
    const answer = join(home!, 'sentiment-lab', 'exercises', '01-a.ts');
    // A server that saves once more when it is asked to stop.
    const server = `trap 'printf answer > ${answer}; touch -d 2000-01-01 ${answer}; exit 7' TERM; echo ready; while :; do sleep 0.05; done`;
    const child = spawn('sh', [join(deploy, 'jupyterhub', 'start-user.sh'), 'sh', '-c', server], {
      env: {
        ...{ PATH: process.env.PATH, HOME: home },
        ...{ SENTIMENT_COURSE: course, SENTIMENT_ANSWERS: answers },
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    expect(readFileSync(join(answers!, '01-a.ts'), 'utf8')).toBe('stub');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([7, null]);
    expect(readFileSync(join(answers!, '01-a.ts'), 'utf8')).toBe('answer');
  });

  it('collect.sh takes the answers of all home folders, and follows no links', () => {
    const homes = join(dir, 'homes');
    const exercises = join(homes, 'jupyter-ada', 'sentiment-lab', 'exercises');
    mkdirSync(exercises, { recursive: true });
    mkdirSync(join(homes, 'jupyter-new'));
    writeFileSync(join(exercises, '01-a.ts'), 'answer');
    writeFileSync(join(exercises, 'large.ts'), 'x'.repeat(2_000_000));
    symlinkSync('/etc/hostname', join(exercises, '02-b.ts'));
    const collect = () =>
      run('sh', 'jupyterhub/collect.sh', [
        join(dir, 'class'),
        ...['ada', 'new'].map((name) => join(homes, `jupyter-${name}`)),
      ]);
    expect(collect()).toBe(`2 users in ${join(dir, 'class')}\n`);
    writeFileSync(join(exercises, '01-a.ts'), 'later');
    collect();
    expect(readdirSync(join(dir, 'class'), { recursive: true }).sort()).toEqual([
      'ada',
      'ada/01-a.ts',
      'new',
    ]);
    expect(readFileSync(join(dir, 'class', 'ada', '01-a.ts'), 'utf8')).toBe('later');
    // One whose files cannot be read does not keep the others from being collected.
    const broken = join(homes, 'jupyter-broken', 'sentiment-lab');
    mkdirSync(broken, { recursive: true });
    const PATH = pathWith('stat', `case "$2" in *broken) echo nobody-of-this-name ;; *) id -un ;; esac`);
    mkdirSync(join(broken, 'exercises'));
    writeFileSync(join(exercises, '01-a.ts'), 'latest');
    const both = ['broken', 'ada'].map((name) => join(homes, `jupyter-${name}`));
    const script = join(deploy, 'jupyterhub', 'collect.sh');
    const ran = spawnSync('sh', [script, join(dir, 'class'), ...both], { encoding: 'utf8', env: { PATH } });
    expect(ran.stderr).toContain('jupyter-broken: not all answers can be read');
    expect(ran.status).toBe(1);
    expect(readFileSync(join(dir, 'class', 'ada', '01-a.ts'), 'utf8')).toBe('latest');
  });
});
