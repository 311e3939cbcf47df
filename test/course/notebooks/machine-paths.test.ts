import { describe, expect, test } from 'vitest';
import { machinePaths } from '../../../course/notebooks/execute';

const printing = (text: string) => ({
  cells: [
    {
      cell_type: 'code' as const,
      id: 'a',
      metadata: {},
      source: '',
      outputs: [{ output_type: 'stream' as const, text: [text] }],
    },
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

describe('machinePaths', () => {
  test('a path of this machine in an output is found with its cell', () => {
    const [found] = machinePaths(printing('read /home/ann/course/data\n'), ['/home/ann']);
    expect(found).toMatch(/^cell 1: .*\/home\/ann\/course/);
  });

  test.each(['/home/anna/data', '/mnt/home/ann', 'a/home/ann'])('%s is not taken for /home/ann', (text) => {
    expect(machinePaths(printing(text), ['/home/ann'])).toEqual([]);
  });
});
