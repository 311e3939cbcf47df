import { afterEach, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { fastLstm, frozenEmbedding, registerVectors, unregisterVectors } from '../../lib/layers';
import '../tensor-leaks';
import { expectClose } from './gradients';

await ready();

const vectors = { name: 'three tokens', matrix: Float32Array.of(0, 0, 1, 2, 3, 4), dimensions: 2 };
const ids = tf.tensor2d([2, 1, 0, 1, 0, 0], [2, 3], 'int32');

afterEach(() => unregisterVectors(vectors.name));

describe('frozenEmbedding', () => {
  it('looks up the vectors of int32 and float32 ids', () => {
    const expected = tf.tensor3d([3, 4, 1, 2, 0, 0, 1, 2, 0, 0, 0, 0], [2, 3, 2]);
    const layer = frozenEmbedding({ vectors });
    expectClose([layer.call(ids)], [expected], 1e-9);
    expectClose([layer.call(ids.cast('float32'))], [expected], 1e-9);
  });

  it('masks padding unless maskZero is false', () => {
    expect(frozenEmbedding({ vectors }).computeMask(ids).arraySync()).toEqual([
      [1, 1, 0],
      [1, 0, 0],
    ]);
    expect(frozenEmbedding({ vectors, maskZero: false }).computeMask(ids)).toBeNull();
  });

  it('gives later layers no mask if no token is padding', () => {
    const layer = frozenEmbedding({ vectors });
    const unpadded = tf.tensor2d([2, 1, 1, 2], [2, 2], 'int32');
    layer.call(unpadded); // reads the ids
    expect(layer.computeMask(unpadded)).toBeNull();
    layer.call(ids);
    expect(layer.computeMask(ids)).not.toBeNull();
  });

  it('adds no weights to a model and saves only the name of its vectors', () => {
    const model = tf.sequential({ layers: [frozenEmbedding({ vectors }), fastLstm({ units: 2 })] });
    expect(model.getWeights()).toHaveLength(3);
    expect(JSON.stringify(model.toJSON(null, false))).toContain('three tokens');
  });

  it.each([-1, 3])('id %s, which has no vector, throws', (id) => {
    const layer = frozenEmbedding({ vectors });
    expect(() => layer.call(tf.tensor2d([[1, id]], [1, 2], 'int32'))).toThrow(
      `token id ${id} has no vector: three tokens has ids 0 to 2`,
    );
  });

  it('loading takes the registered vectors and refuses others', () => {
    const config = frozenEmbedding({ vectors }).getConfig();
    unregisterVectors(vectors.name);
    expect(() => load(config)).toThrow('no word vectors are registered as three tokens (registered:');
    registerVectors({ ...vectors, matrix: Float32Array.of(0, 0, 1, 2, 3, 5) });
    expect(() => load(config)).toThrow('saved with other word vectors than those registered as three tokens');
    unregisterVectors(vectors.name);
    registerVectors({ ...vectors, matrix: vectors.matrix.slice() });
    expect(load(config).getConfig()).toEqual(config);
  });

  it('registering equal vectors twice is allowed', () => {
    registerVectors(vectors);
    expect(() => registerVectors({ ...vectors, matrix: vectors.matrix.slice() })).not.toThrow();
  });

  it('a name that tfjs would change in a saved model throws', () =>
    expect(() => registerVectors({ ...vectors, name: 'GloVe_50' })).toThrow('use lower-case letters'));

  it('a second matrix under one name throws, and so does a matrix of the wrong size', () => {
    registerVectors(vectors);
    expect(() => registerVectors({ ...vectors, matrix: Float32Array.of(0, 0, 1, 2, 3, 9) })).toThrow(
      "other word vectors are registered as three tokens: call unregisterVectors('three tokens') first",
    );
    expect(() => registerVectors({ ...vectors, dimensions: 4 })).toThrow(
      '6 values do not divide into vectors of 4 dimensions',
    );
  });

  it('all layers share one tensor, and lookups leak none', () => {
    const [before, layers] = [
      tf.memory().numTensors,
      [frozenEmbedding({ vectors }), frozenEmbedding({ vectors })],
    ];
    expect(() => layers.map((layer) => layer.call(ids))).toLeakNoTensors();
    expect(tf.memory().numTensors).toBe(before + 1);
    unregisterVectors(vectors.name);
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Makes a layer from its configuration, as tfjs does when it loads a model. */
function load(config: tf.serialization.ConfigDict): tf.layers.Layer {
  const [cls, fromConfig] = tf.serialization.SerializationMap.getMap().classNameMap['FrozenEmbedding']!;
  return fromConfig!(cls!, { ...config }) as tf.layers.Layer;
}
