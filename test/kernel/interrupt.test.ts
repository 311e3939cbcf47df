import { describe, expect, test } from 'vitest';
import { type Outcome, printed, result, traceback } from './client';
import { startNotebook } from './notebook';

const { kernel, folder } = await startNotebook();
await kernel.execute("import { pause } from '../../lib/interrupt'; let steps = 0; const kept = 'kept';");

const SLEEP = 'await new Promise((resolve) => setTimeout(resolve, 100));';
const TRAINING = 'for (;;) { steps += 1; await pause(); }';

let cells = 0;

/** Starts a cell and waits until it runs; `cell` resolves to its outcome. */
async function running(code: string): Promise<{ cell: Promise<Outcome> }> {
  cells += 1;
  const started = `running ${cells}`;
  const cell = kernel.execute(`console.log('${started}');\n${code}`);
  await kernel.seen(({ content }) => content['text'] === `${started}\n`);
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { cell };
}

async function stopped(code: string, stop: () => unknown): Promise<Outcome> {
  const { cell } = await running(code);
  await stop();
  return cell;
}

describe.each([
  ['a message', () => kernel.command('interrupt')],
  ['a signal', () => kernel.process.kill('SIGINT')],
])('an interrupt by %s', (_, interrupt) => {
  test.skipIf(process.platform === 'win32' && _ === 'a signal')(
    'training stops without a further step, and variables are kept',
    async () => {
      const third = `third step before ${_}`;
      const { cell } = await running(
        `for (let n = 1; ; n++) { steps += 1; if (n === 3) console.log('${third}'); await pause(); }`,
      );
      await kernel.seen(({ content }) => String(content['text']).includes(third));
      await interrupt();
      const outcome = await cell;
      expect(outcome.reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
      expect(traceback(outcome)).toMatch(/^Interrupted: the cell was stopped/);
      const before = result(await kernel.execute('steps'));
      await kernel.execute(SLEEP);
      expect(Number(before?.['text/plain'])).toBeGreaterThan(1);
      expect(result(await kernel.execute('steps'))).toEqual(before);
      expect(result(await kernel.execute('kept'))).toEqual({ 'text/plain': 'kept' });
    },
  );

  test('a cell that waits for a promise that never settles ends with Interrupted', async () => {
    const outcome = await stopped('await new Promise(() => {});', interrupt);
    expect(outcome.reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect((await kernel.execute('1')).reply['status']).toBe('ok');
  });
});

describe('an interrupt', () => {
  test('an import that never ends is stopped', async () => {
    const code = "console.log('loads for ever');\nawait new Promise(() => {});\nexport const n = 1;";
    folder.write('never.mjs', code);
    const cell = kernel.execute("import { n } from './never.mjs';\nsteps = n;");
    await kernel.seen(({ content }) => content['text'] === 'loads for ever\n');
    await kernel.command('interrupt');
    expect((await cell).reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect(result(await kernel.execute('kept'))).toEqual({ 'text/plain': 'kept' });
  });

  test('queued cells are aborted', async () => {
    const { cell } = await running(TRAINING);
    const waiting = kernel.execute('console.log("next")');
    await kernel.command('interrupt');
    expect((await cell).reply['ename']).toBe('Interrupted');
    expect((await waiting).reply['status']).toBe('aborted');
    expect(printed(await waiting)).toBe('');
  });

  test('an interrupt between cells has no effect on the next cell', async () => {
    await kernel.command('interrupt');
    expect((await kernel.execute('1')).reply['status']).toBe('ok');
  });

  test('a stopped loop does nothing more', async () => {
    const loop =
      'for (;;) { steps += 1; console.log(steps); await new Promise((go) => setTimeout(go, 20)); }';
    const outcome = await stopped(loop, () => kernel.command('interrupt'));
    const before = result(await kernel.execute('steps'));
    await kernel.execute(SLEEP);
    expect(result(await kernel.execute('steps'))).toEqual(before);
    expect(printed(outcome).trimEnd().split('\n').at(-1)).toBe(before?.['text/plain']);
  });

  test.each([
    ['immediates', 'const again = () => { steps += 1; setImmediate(again); };\nagain();'],
    ['timers', 'const again = () => { steps += 1; setTimeout(again, 5); };\nagain();'],
    ['intervals', 'setInterval(() => { steps += 1; }, 5);'],
    [
      'asynchronous calls',
      'const again = async () => { steps += 1; await new Promise((go) => setTimeout(go, 5)); await again(); };\nvoid again();',
    ],
  ])('what goes on by %s ends with its cell', async (_, code) => {
    await stopped(`${code}\nawait new Promise(() => {});`, () => kernel.command('interrupt'));
    const before = result(await kernel.execute('steps'));
    await kernel.execute(SLEEP);
    expect(result(await kernel.execute('steps'))).toEqual(before);
  });

  test('a stop is not lost in a call that blocks', async () => {
    const blocked = `Atomics.wait((globalThis as any)[Symbol.for('sentiment-lab.loop-host')].stop, 0, 0);`;
    const outcome = await stopped(`${blocked}\n'done'`, () => kernel.command('interrupt'));
    expect(outcome.reply).toMatchObject({ ename: 'Interrupted' });
  });

  test.skipIf(process.platform === 'win32')('a second stop ends what does not ask', async () => {
    const outcome = await stopped('/(a+)+b/.test("a".repeat(40));', () => {
      void kernel.command('interrupt');
      void kernel.command('interrupt');
    });
    expect(outcome.reply).toMatchObject({ ename: 'Interrupted' });
    expect(result(await kernel.execute('kept'))).toEqual({ 'text/plain': 'kept' });
  });

  test.skipIf(process.platform === 'win32')('SIGINT ends a loop of a package', async () => {
    const outcome = await stopped("new Function('for (;;) {}')();", () => kernel.process.kill('SIGINT'));
    expect(outcome.reply).toMatchObject({ status: 'error', ename: 'Interrupted' });
    expect((await kernel.execute('1')).reply['status']).toBe('ok');
  });
});
