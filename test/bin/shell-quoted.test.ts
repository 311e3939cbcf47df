import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellQuoted } from '../../bin/shell-quoted';

test.each(['data/a.csv', 'two words', "a, b's (c)/ü", '$HOME', '`id`', '"a" & b', 'run\\1', ''])(
  'a shell takes %s as it was meant',
  (text) => {
    if (process.platform !== 'win32')
      expect(execFileSync('sh', ['-c', `printf %s ${shellQuoted(text)}`], { encoding: 'utf8' })).toBe(text);
    expect(shellQuoted('two words', 'win32')).toBe('"two words"');
  },
);
