import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { quoted } from '../../bin/say';

test.each(['data/a.csv', 'two words', "Ada's", '$HOME', '`id`', '"a" & b', ''])(
  'a shell takes %s as it was meant',
  (text) => {
    if (process.platform !== 'win32')
      expect(execFileSync('sh', ['-c', `printf %s ${quoted(text)}`], { encoding: 'utf8' })).toBe(text);
    expect(quoted('two words', 'win32')).toBe('"two words"');
  },
);
