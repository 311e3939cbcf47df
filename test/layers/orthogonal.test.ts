import { describe, expect, it, vi } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { fastLstm, orthogonal } from '../../lib/layers';
import { expectClose } from './gradients';

await ready();

describe('orthogonal', () => {
  it.each([
    [6, 24],
    [24, 6],
    [5, 5],
  ])('a %d x %d matrix has orthonormal rows or columns, whichever are fewer', (rows, columns) => {
    const w = orthogonal({ seed: 1 }).apply([rows, columns]) as tf.Tensor2D;
    expect(w.shape).toEqual([rows, columns]);
    const products = rows <= columns ? w.matMul(w, false, true) : w.matMul(w, true);
    expectClose([products], [tf.eye(Math.min(rows, columns))], 1e-6);
  });

  it('gain scales the matrix, and the seed determines it', () => {
    const [one, two] = [
      orthogonal({ seed: 1 }).apply([3, 4]),
      orthogonal({ seed: 1, gain: 2 }).apply([3, 4]),
    ];
    expectClose([two], [one.mul(2)]);
    expect(orthogonal({ seed: 2 }).apply([3, 4]).sub(one).abs().max().dataSync()[0]).toBeGreaterThan(0.01);
  });

  it('every block is orthogonal by itself, and the configuration keeps the blocks', () => {
    const drawn = orthogonal({ seed: 1, blocks: 3 });
    const w = drawn.apply([4, 12]) as tf.Tensor2D;
    const blocks = tf.split(w, 3, 1);
    for (const block of blocks) expectClose([block.matMul(block, false, true)], [tf.eye(4)], 1e-6);
    expect(tf.sub(blocks[0]!, blocks[1]!).abs().max().dataSync()[0]).toBeGreaterThan(0.01);
    expect(drawn.getConfig()).toMatchObject({ seed: 1, blocks: 3 });
    expect(() => orthogonal({ blocks: 3 }).apply([4, 10])).toThrow('10 columns do not divide into 3 blocks');
  });

  it('initializing a large layer prints no warning', () => {
    const warn = vi.spyOn(console, 'warn');
    fastLstm({ units: 64 }).apply(tf.input({ shape: [null, 50] }));
    expect(warn).not.toHaveBeenCalled();
  });
});
