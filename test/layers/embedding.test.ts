import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { Embedding, embedding } from '../../lib/layers';
import { adadelta, adam } from '../../lib/optimizers';
import { train } from '../../lib/training';
import '../tensor-leaks';
import { expectClose, normal } from './gradients';

beforeAll(async () => {
  await ready();
});

const TOKENS = 30;
const ids = () => tf.tensor2d([3, 7, 0, 7, 29, 3], [2, 3], 'int32');
const values = normal([TOKENS, 4], 1);

function build(config = {}): Embedding {
  const layer = embedding({ inputDim: TOKENS, outputDim: 4, ...config });
  layer.apply(tf.input({ shape: [null], dtype: 'int32' }));
  layer.setWeights([values]);
  return layer;
}

function modelWith(embedding: tf.layers.Layer): tf.Sequential {
  return tf.sequential({
    layers: [
      embedding,
      tf.layers.globalAveragePooling1d({}),
      tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }) }),
    ],
  });
}

const batches = () =>
  Array.from({ length: 8 }, (_, n) => ({
    ids: tf.tensor2d([1 + n, 2, 5, 9 + (n % 2), 2, 1], [2, 3], 'int32'),
    labels: tf.tensor1d([0, 1], 'int32'),
  })).values();

describe('embedding', () => {
  it('looks up the vectors that a tfjs embedding looks up, and masks padding', () => {
    const stock = tf.layers.embedding({ inputDim: TOKENS, outputDim: 4, maskZero: true });
    stock.apply(tf.input({ shape: [null] }));
    stock.setWeights([values]);
    const layer = build();
    expectClose([layer.call(ids())].flat(), [stock.apply(ids()) as tf.Tensor], 1e-9);
    expect([...(layer.computeMask(ids()) as tf.Tensor).dataSync()]).toEqual([1, 1, 0, 1, 1, 1]);
    expect(build({ maskZero: false }).computeMask(ids())).toBeNull();
  });

  it('keeps its configuration if the caller changes that', () => {
    const config = { inputDim: TOKENS, outputDim: 4, maskZero: true };
    const layer = embedding(config);
    Object.assign(config, { inputDim: 3, outputDim: 5, maskZero: false });
    expect((layer.apply(ids()) as tf.Tensor).shape).toEqual([2, 3, 4]);
    expect(layer.computeMask(ids())).not.toBeNull();
  });

  it('a copy by its configuration has the same initial vectors', () => {
    const first = (layer: Embedding) => layer.apply(ids()) as tf.Tensor;
    const initializer = tf.initializers.randomNormal({ stddev: 1, seed: 3 });
    for (const config of [{ seed: 5 }, { embeddingsInitializer: initializer }]) {
      const layer = embedding({ inputDim: TOKENS, outputDim: 4, ...config });
      const copy = tf.serialization.SerializationMap.getMap().classNameMap['TrainedEmbedding']![0];
      expectClose([first(new copy(layer.getConfig()) as Embedding)], [first(layer)], 1e-9);
    }
  });

  it('an initializer may be a name, as in tfjs', () => {
    const layer = embedding({ inputDim: TOKENS, outputDim: 4, embeddingsInitializer: 'ones' });
    expectClose([layer.apply(ids()) as tf.Tensor], [tf.ones([2, 3, 4])], 1e-9);
  });

  it('inputLength is the length of the input, and a regularizer is refused', () => {
    const layer = embedding({ inputDim: TOKENS, outputDim: 4, inputLength: 7 });
    expect(tf.sequential({ layers: [layer] }).outputShape).toEqual([null, 7, 4]);
    const config = { inputDim: TOKENS, outputDim: 4, embeddingsRegularizer: tf.regularizers.l2() };
    expect(() => embedding(config)).toThrow('embeddingsRegularizer does not go with sparse updates');
  });

  it('an id that is not whole throws', () => {
    expect(() => build().call(tf.tensor2d([[0.4, 1]]))).toThrow(/token id 0\.4\S* is no whole number/);
  });

  it('an id without a vector throws', () =>
    expect(() => build().call(tf.tensor2d([TOKENS], [1, 1], 'int32'))).toThrow(
      `token id ${TOKENS} has no vector`,
    ));

  it('lookups use the gathered rows until they are released, then the table', () => {
    const layer = build();
    const before = [layer.call(ids())].flat();
    const { variable, ids: gathered, table } = layer.gatherRows(Int32Array.of(3, 7, 0, 29));
    expectClose([layer.call(ids())].flat(), before, 1e-9);
    variable.assign(tf.zeros([4, 4]));
    expect(tf.max(tf.abs(layer.call(ids()))).dataSync()[0]).toBe(0);
    for (const id of gathered) table.fill(id, 4 * id, 4 * id + 4);
    layer.releaseRows();
    const [first] = (layer.call(ids()).arraySync() as number[][][])[0]!;
    expect(first).toEqual([3, 3, 3, 3]);
  });

  it('sparse updates give the weights of dense training', async () => {
    const run = async (embedding: tf.layers.Layer) => {
      const model = modelWith(embedding);
      model.layers[0]!.setWeights([values]);
      const history = await train({
        model,
        batches: batches(),
        optimizer: adadelta(),
        steps: 8,
        logEvery: 1,
      });
      return { history, weights: model.getWeights() };
    };
    const rows = await run(embedding({ inputDim: TOKENS, outputDim: 4, maskZero: false }));
    const all = await run(tf.layers.embedding({ inputDim: TOKENS, outputDim: 4, inputShape: [null] }));
    expectClose(rows.weights, all.weights, 1e-6);
    expect(rows.history.at(-1)!.loss).toBeCloseTo(all.history.at(-1)!.loss, 6);
  });

  it('an optimizer without sparse updates trains the embedding, too', async () => {
    const model = modelWith(embedding({ inputDim: TOKENS, outputDim: 4, maskZero: false, seed: 1 }));
    const before = model.getWeights()[0]!.clone();
    await train({ model, batches: batches(), optimizer: adam(), steps: 8 });
    expect(model.getWeights()[0]!.sub(before).abs().max().dataSync()[0]).toBeGreaterThan(1e-4);
  });

  it('getWeights sees sparse updates, and setWeights replaces them', async () => {
    const model = modelWith(embedding({ inputDim: TOKENS, outputDim: 4, maskZero: false, seed: 1 }));
    const [before] = model.getWeights().map((weight) => weight.clone());
    await train({ model, batches: batches(), optimizer: adadelta(), steps: 8 });
    const [after] = model.getWeights();
    expect(after!.sub(before!).abs().max().dataSync()[0]).toBeGreaterThan(1e-5);
    model.layers[0]!.setWeights([values]);
    await train({ model, batches: batches(), optimizer: adadelta({ learningRate: 0 }), steps: 2 });
    expectClose([model.getWeights()[0]!], [values], 1e-9);
  });

  it('a saved and loaded model keeps the vectors', async () => {
    const model = modelWith(build({ name: 'vectors' }));
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    expect(loaded.layers[0]).toBeInstanceOf(Embedding);
    expectClose([loaded.predict(ids()) as tf.Tensor], [model.predict(ids()) as tf.Tensor], 1e-9);
  });

  it('sparse updates leak no tensors', async () => {
    const model = modelWith(embedding({ inputDim: TOKENS, outputDim: 4, maskZero: false }));
    const optimizer = adadelta();
    await expect(() =>
      train({ model, batches: batches(), optimizer, steps: 8 }).then(() => {}),
    ).toLeakNoTensors();
  });
});
