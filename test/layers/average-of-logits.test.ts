import { describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { meanOfVotes } from '../../lib/layers';
import '../tensor-leaks';

await ready();

const votes = [tf.tensor2d([[1, 2]]), tf.tensor2d([[3, 8]])];

describe('meanOfVotes', () => {
  it('answers with the mean', () =>
    expect((meanOfVotes().apply(votes) as tf.Tensor2D).arraySync()).toEqual([[2, 5]]));

  it('gives all votes in training', () =>
    expect((meanOfVotes().apply(votes, { training: true }) as tf.Tensor3D).arraySync()).toEqual([
      [
        [1, 2],
        [3, 8],
      ],
    ]));

  it('leaks no tensors', () => {
    const layer = meanOfVotes();
    expect(() => layer.apply(votes)).toLeakNoTensors();
  });

  it('refuses a single one', () =>
    expect(() => meanOfVotes().apply(votes[0]!)).toThrow('two or more tensors'));
});
