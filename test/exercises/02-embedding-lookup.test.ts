import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { embeddingLookup } from '../../solutions/02-embedding-lookup';
import { expectThat, forAll, written } from './complaint';
import { matricesOf } from './matrices';
import { close, expectNoLeak, expectShape, gradientOf, valuesOf } from './tensors';

const VECTORS = [
  [0, 0, 0],
  [0.1, 0.2, 0.3],
  [0.4, 0.5, 0.6],
  [-1, -2, -3],
];

beforeAll(ready);

function looksUp(ids: number[][]): void {
  const vectors = tf.tensor2d(VECTORS);
  const matrix = tf.tensor2d(ids, [ids.length, ids[0]!.length], 'int32');
  const answer: unknown = embeddingLookup(vectors, matrix);
  tf.dispose([vectors, matrix]);
  expectShape(answer, [ids.length, ids[0]!.length, 3], 'batch, time, dimensions');
  const values = valuesOf(answer);
  const expected = ids.map((row) => row.map((id) => VECTORS[id]!));
  expectThat(
    close(values, expected),
    `each id must become its row of the vectors: for the ids ${written(ids)} the result is ` +
      `${written(values)}, not ${written(expected)}`,
  );
}

test('embeddingLookup gives the vectors of one review', () => looksUp([[1, 2, 0]]));

test('embeddingLookup gives the vectors of a batch of reviews', () =>
  looksUp([
    [1, 2],
    [3, 0],
    [1, 1],
  ]));

test('embeddingLookup gives the vectors of any batch', () => {
  const id = fc.integer({ min: 0, max: 3 });
  const sizes = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }));
  const batches = sizes.chain(([batch, time]) => matricesOf(id)(batch, time));
  forAll(batches, looksUp, 50);
});

test('the gradient of embeddingLookup counts how often each row was looked up', () => {
  const ids = tf.tensor2d([[1, 1, 2]], [1, 3], 'int32');
  const gradient = gradientOf(
    (vectors) => embeddingLookup(vectors as tf.Tensor2D, ids).sum(),
    tf.tensor2d(VECTORS),
  );
  const expected = [0, 2, 1, 0].map((times) => [times, times, times]);
  expectThat(
    close(gradient, expected),
    `for the ids [1, 1, 2] the gradient of the sum must count how often each row was looked up: ${written(expected)}, not ${written(gradient)}`,
  );
});

test('embeddingLookup leaves no other tensor in memory', () => {
  const vectors = tf.tensor2d(VECTORS);
  const ids = tf.tensor2d([[1, 2]], [1, 2], 'int32');
  expectNoLeak(() => [embeddingLookup(vectors, ids)]);
});
