import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { classWeightsFlag } from '../../../experiments/runs/class-weights';
import {
  choice,
  defaultsOf,
  type Flag,
  integer,
  number,
  numberOf,
  orNone,
  text,
  written,
} from '../../../experiments/runs/flags';
import { systems } from '../../../experiments/systems/systems';

const refuses = (flag: Flag, value: string) => {
  expect(() => flag.parse(value)).toThrow();
  try {
    flag.parse(value);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('defaultsOf', () => {
  it('takes the folders of checkpoints and summaries from the environment', () => {
    vi.stubEnv('SENTIMENT_CHECKPOINTS', '/elsewhere/runs');
    vi.stubEnv('SENTIMENT_SUMMARIES', '/elsewhere/summaries');
    const { checkpoints_root, summaries_dir } = defaultsOf(systems.simple.flags);
    expect({ checkpoints_root, summaries_dir }).toEqual({
      checkpoints_root: '/elsewhere/runs',
      summaries_dir: '/elsewhere/summaries',
    });
    expect(defaultsOf(systems.pretrained.flags)['language_model']).toBe(
      join('/elsewhere/runs', 'language-model'),
    );
    vi.unstubAllEnvs();
    expect(defaultsOf(systems.simple.flags).checkpoints_root).toBe('checkpoints');
  });
});

describe('flags', () => {
  it('number takes numbers within its limits', () => {
    const share = number({ default: 0.5, above: 0, atMost: 1, help: '' });
    expect(['.5', '1', '1e-3'].map(share.parse)).toEqual([0.5, 1, 0.001]);
    for (const value of ['0', '1.01', '-1', 'half', '', 'NaN', 'Infinity', 'None'])
      expect(refuses(share, value)).toBe('it takes a number above 0, at most 1');
    const open = number({ default: 0, atLeast: 0, below: 1, help: '' });
    expect(open.parse('0')).toBe(0);
    expect(refuses(open, '1')).toBe('it takes a number at least 0, below 1');
  });

  it('class weights are numbers that do not overflow', () => {
    expect(classWeightsFlag.parse('negative=1,positive=1e9')).toBe('negative=1,positive=1e9');
    for (const value of ['positive=0', 'positive', 'negative=1,positive=1e308', 'positive=1e999'])
      expect(refuses(classWeightsFlag, value)).toMatch(
        /^it takes balanced, or a number above 0 and at most 1000000000 for each class: negative=1/,
      );
  });

  it('integer takes whole numbers only', () => {
    const steps = integer({ default: 1, atLeast: 1, help: '' });
    expect(steps.parse('300')).toBe(300);
    for (const value of ['0', '1.5', '-3', 'many', '1e999', '1e1', ' 5 ', '0x5', `${2 ** 53}`])
      expect(refuses(steps, value)).toBe('it takes a whole number at least 1');
  });

  it('choice and numberOf take one of the listed values', () => {
    expect(choice({ default: 'a', of: ['a', 'b'], help: '' }).parse('b')).toBe('b');
    expect(refuses(choice({ default: 'a', of: ['a', 'b'], help: '' }), 'c')).toBe('it takes one of a, b');
    expect(numberOf({ default: 50, of: [50, 100], help: '' }).parse('100')).toBe(100);
    expect(refuses(numberOf({ default: 50, of: [50, 100], help: '' }), '75')).toBe('it takes one of 50, 100');
  });

  it('orNone takes None, and written prints it', () => {
    const samples = orNone(integer({ default: 0, atLeast: 2, help: '' }));
    expect([samples.default, samples.parse('None'), samples.parse('none'), samples.parse('7')]).toEqual([
      null,
      null,
      null,
      7,
    ]);
    expect(refuses(samples, '1')).toBe('it takes a whole number at least 2, or None');
    expect([written(null), written(0.5), written('logs')]).toEqual(['None', '0.5', 'logs']);
    expect(refuses(text({ default: 'logs', placeholder: '<folder>', help: '' }), ' ')).toBe(
      'it takes a folder',
    );
  });
});
