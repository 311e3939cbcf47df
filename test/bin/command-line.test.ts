import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { positiveInteger, refuseSwallowedFlags, runCommand } from '../../bin/command-line';

const program = (action: () => void = () => {}) =>
  new Command('npm run train --')
    .option('--test-size <share>')
    .option('--epochs <count>', 'how often', positiveInteger)
    .action(action)
    .configureOutput({ writeErr: () => {}, writeOut: () => {} });
const argv = (...args: string[]) => ['node', 'train', ...args];

describe('a command', () => {
  beforeEach(() => vi.stubEnv('npm_lifecycle_event', undefined));
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    process.exitCode = 0;
  });

  it('ends with 0 when all went well, and after --help', async () => {
    await runCommand(program(), argv());
    expect(process.exitCode ?? 0).toBe(0);
    await runCommand(program(), argv('--help'));
    expect(process.exitCode).toBe(0);
  });

  it('ends with 1 and the message when its action fails', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const failing = program(() => {
      throw new Error('reviews.csv is empty');
    });
    await runCommand(failing, argv());
    expect(exit).toHaveBeenCalledWith(1);
    expect(said).toHaveBeenCalledWith('reviews.csv is empty');
  });

  it('ends with 2 for a flag that it does not know', async () => {
    await runCommand(program(), argv('--tset-size', '.3'));
    expect(process.exitCode).toBe(2);
  });

  it.each(['0', '-1', '1.5', 'many', ''])('ends with 2 before it acts where a count is %j', async (count) => {
    const action = vi.fn();
    await runCommand(program(action), argv('--epochs', count));
    expect(process.exitCode).toBe(2);
    expect(action).not.toHaveBeenCalled();
  });

  it('takes a count as a number', async () => {
    const counting = program();
    await runCommand(counting, argv('--epochs', '12'));
    expect(counting.opts()).toEqual({ epochs: 12 });
  });
});

describe('flags that npm swallowed', () => {
  const env = { npm_lifecycle_event: 'train', npm_config_test_size: 'true' };

  it('are noticed, and the right spelling is shown', () =>
    expect(() => refuseSwallowedFlags(['data-dir', 'test-size'], env)).toThrow(
      'npm run train -- --test-size',
    ));
  it('are none where npm did not start the program', () =>
    expect(() => refuseSwallowedFlags(['test-size'], { npm_config_test_size: 'true' })).not.toThrow());
  it('may be meant for npm where npm knows them too: they are only noted', () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    refuseSwallowedFlags(['json'], { ...env, npm_config_json: 'true' });
    expect(said).toHaveBeenCalledWith(expect.stringContaining('npm run train -- --json'));
    said.mockRestore();
  });
  it("are none of npm's own settings that the program lacks", () =>
    expect(() =>
      refuseSwallowedFlags(['json'], { ...env, npm_config_ignore_scripts: 'true' }),
    ).not.toThrow());
});
