import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { positiveInteger, refuseSwallowedFlags, runCommand, wholeNumber } from '../../bin/command-line';

const program = (action: () => void = () => {}) =>
  new Command('npm run train --')
    .option('--test-size <share>')
    .option('--epochs <count>', 'how often', positiveInteger)
    .action(action)
    .configureOutput({ writeErr: () => {}, writeOut: () => {} });
const argv = (...args: string[]) => ['node', 'train', ...args];

describe('runCommand', () => {
  beforeEach(() => vi.stubEnv('npm_lifecycle_event', undefined));
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    process.exitCode = 0;
  });

  it('the exit code is 0 after success and after --help', async () => {
    await runCommand(program(), argv());
    expect(process.exitCode ?? 0).toBe(0);
    await runCommand(program(), argv('--help'));
    expect(process.exitCode).toBe(0);
  });

  it('a failed action is reported by its message, with exit code 1', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
    const failing = program(() => {
      throw new Error('reviews.csv is empty');
    });
    await runCommand(failing, argv());
    expect(exit).toHaveBeenCalledWith(1);
    expect(said).toHaveBeenCalledWith('reviews.csv is empty');
  });

  it('an unknown flag gives exit code 2', async () => {
    await runCommand(program(), argv('--tset-size', '.3'));
    expect(process.exitCode).toBe(2);
  });

  it('says how to pass a text that begins with a hyphen', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    await runCommand(program().argument('[texts...]'), argv('-1 stars, never again'));
    expect(process.exitCode).toBe(2);
    expect(said).toHaveBeenLastCalledWith(
      'A text that begins with a hyphen goes behind a bare --: npm run train -- -- "-1 stars, never again"',
    );
  });

  it('a wrong value gives exit code 2 before the action', async () => {
    const action = vi.fn();
    await runCommand(program(action), argv('--epochs', '0'));
    expect(process.exitCode).toBe(2);
    expect(action).not.toHaveBeenCalled();
  });
});

describe('wholeNumber', () => {
  it.each(['0', '-1', '1.5', '1e1', 'many', ''])('%j is refused with the range', (value) => {
    expect(() => wholeNumber(1)(value)).toThrow('It takes a whole number at least 1.');
    expect(() => wholeNumber(2, 9)(value)).toThrow('It takes a whole number at least 2, at most 9.');
  });

  it('a count is parsed as a number', async () => {
    const counting = program();
    await counting.parseAsync(argv('--epochs', '12'));
    expect(counting.opts()).toEqual({ epochs: 12 });
  });
});

describe('refuseSwallowedFlags', () => {
  const env = { npm_lifecycle_event: 'train', npm_config_test_size: 'true' };

  it('a flag that npm swallowed is refused with the right spelling', () =>
    expect(() => refuseSwallowedFlags(['data-dir', 'test-size'], env)).toThrow(
      'npm run train -- --test-size',
    ));
  it('npm passes --no-setup on as an empty setting', () => {
    const update = { npm_lifecycle_event: 'update', npm_config_setup: '' };
    expect(() => refuseSwallowedFlags(['no-setup'], update)).toThrow(/-- --no-setup/);
    expect(() => refuseSwallowedFlags(['no-setup'], { npm_lifecycle_event: 'update' })).not.toThrow();
  });

  it('without npm, no flag counts as swallowed', () =>
    expect(() => refuseSwallowedFlags(['test-size'], { npm_config_test_size: 'true' })).not.toThrow());
  it('a flag that npm has too gives only a warning', () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    refuseSwallowedFlags(['json'], { ...env, npm_config_json: 'true' });
    expect(said).toHaveBeenCalledWith(expect.stringContaining('npm run train -- --json'));
    said.mockRestore();
  });
  it("npm's own settings are no swallowed flags", () =>
    expect(() =>
      refuseSwallowedFlags(['json'], { ...env, npm_config_ignore_scripts: 'true' }),
    ).not.toThrow());
});
