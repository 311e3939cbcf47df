import { expect, test } from 'vitest';
import { framesOf } from '../../kernel/stacks.browser';

const framesIn = (stack: string, error = new Error()) => framesOf(error, stack).map(String);

test('a stack of Firefox has the frames that V8 would have', () => {
  const stack = [
    'half@cell-68:2:11',
    'outer/square<@cell-68:4:31', // a function without a name
    'async*@cell-68:5:3',
    'run@http://127.0.0.1:8000/cells.js:27:19529',
    '',
  ].join('\n');
  expect(framesIn(stack)).toEqual([
    'half (cell-68:2:11)',
    'cell-68:4:31',
    'cell-68:5:3',
    'run (http://127.0.0.1:8000/cells.js:27:19529)',
  ]);
});

test('it begins where the error was made, and not in its class', () => {
  class NoData extends RangeError {}
  const stack = 'NoData@cell-76:1:176\nread@cell-76:4:7\nNoData@cell-76:9:1\n';
  expect(framesIn(stack, new NoData())).toEqual(['read (cell-76:4:7)', 'NoData (cell-76:9:1)']);
});

test('of many frames the last ten calls are kept', () => {
  expect(framesIn('again@cell-1:1:1\n'.repeat(100))).toHaveLength(10);
});
