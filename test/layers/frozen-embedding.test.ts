import { afterEach, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { fastLstm, frozenEmbedding, provideVectors, withdrawVectors } from '../../lib/layers';
import '../tensor-leaks';
import { expectClose } from './gradients';

await ready();

const vectors = { name: 'three words', matrix: Float32Array.of(0, 0, 1, 2, 3, 4), dimensions: 2 };
const ids = tf.tensor2d([2, 1, 0, 1, 0, 0], [2, 3], 'int32');

afterEach(() => withdrawVectors(vectors.name));

describe('frozenEmbedding', () => {
  it('looks up the vectors of ids, whatever their type', () => {
    const expected = tf.tensor3d([3, 4, 1, 2, 0, 0, 1, 2, 0, 0, 0, 0], [2, 3, 2]);
    const layer = frozenEmbedding({ vectors });
    expectClose([layer.call(ids)], [expected], 1e-9);
    expectClose([layer.call(ids.cast('float32'))], [expected], 1e-9);
  });

  it('masks padding, unless told not to', () => {
    expect(frozenEmbedding({ vectors }).computeMask(ids).arraySync()).toEqual([
      [1, 1, 0],
      [1, 0, 0],
    ]);
    expect(frozenEmbedding({ vectors, maskZero: false }).computeMask(ids)).toBeNull();
  });

  it('has nothing to train and nothing to save but the name', async () => {
    const model = tf.sequential({ layers: [frozenEmbedding({ vectors }), fastLstm({ units: 2 })] });
    expect(model.getWeights()).toHaveLength(3);
    expect(JSON.stringify(model.toJSON(null, false))).toContain('three words');
  });

  it.each([-1, 3])('names the id that has no vector: %s', (id) => {
    const layer = frozenEmbedding({ vectors });
    expect(() => layer.call(tf.tensor2d([[1, id]], [1, 2], 'int32'))).toThrow(
      `word id ${id} has no vector: three words has ids 0 to 2`,
    );
  });

  it('is loaded with the vectors that were provided', () => {
    const config = frozenEmbedding({ vectors }).getConfig();
    withdrawVectors(vectors.name);
    expect(() => load(config)).toThrow('no word vectors named three words (known:');
    provideVectors({ ...vectors, matrix: Float32Array.of(0, 0, 1, 2, 3, 5) });
    expect(() => load(config)).toThrow('saved with other word vectors than the ones provided as three words');
    withdrawVectors(vectors.name);
    provideVectors({ ...vectors, matrix: vectors.matrix.slice() });
    expect(load(config).getConfig()).toEqual(config);
  });

  it('takes the same numbers again, as when a notebook loads them twice', () => {
    provideVectors(vectors);
    expect(() => provideVectors({ ...vectors, matrix: vectors.matrix.slice() })).not.toThrow();
  });

  it('refuses names that tfjs would change in a saved model', () =>
    expect(() => provideVectors({ ...vectors, name: 'GloVe_50' })).toThrow('use a name of small letters'));

  it('refuses two matrices under one name, and one that is no table', () => {
    provideVectors(vectors);
    expect(() => provideVectors({ ...vectors, matrix: Float32Array.of(0, 0, 1, 2, 3, 9) })).toThrow(
      "other word vectors are named three words already: withdrawVectors('three words') first",
    );
    expect(() => provideVectors({ ...vectors, dimensions: 4 })).toThrow(
      '6 numbers are no whole vectors of 4',
    );
  });

  it('holds one tensor for all layers, and leaves no other behind', () => {
    const [before, layers] = [
      tf.memory().numTensors,
      [frozenEmbedding({ vectors }), frozenEmbedding({ vectors })],
    ];
    expect(() => layers.map((layer) => layer.call(ids))).toLeakNoTensors();
    expect(tf.memory().numTensors).toBe(before + 1);
    withdrawVectors(vectors.name);
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** As tfjs does when it loads a model. */
function load(config: tf.serialization.ConfigDict): tf.layers.Layer {
  const [cls, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap['FrozenEmbedding']!;
  return fromConfig!(cls!, { ...config }) as tf.layers.Layer;
}
