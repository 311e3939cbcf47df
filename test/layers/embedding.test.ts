import { beforeAll, describe, expect, it } from 'vitest';
import { ready, tf } from '../../lib/backend';
import { TrainedEmbedding, trainedEmbedding } from '../../lib/layers';
import { adadelta, adam } from '../../lib/optimizers';
import { train } from '../../lib/training';
import '../tensor-leaks';
import { expectClose, normal } from './gradients';

beforeAll(async () => {
  await ready();
});

const WORDS = 30;
const ids = () => tf.tensor2d([3, 7, 0, 7, 29, 3], [2, 3], 'int32');
const values = normal([WORDS, 4], 1);

function build(config = {}): TrainedEmbedding {
  const layer = trainedEmbedding({ inputDim: WORDS, outputDim: 4, ...config });
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

describe('an embedding that is trained', () => {
  it('looks words up as that of tfjs does, and masks padding', () => {
    const stock = tf.layers.embedding({ inputDim: WORDS, outputDim: 4, maskZero: true });
    stock.apply(tf.input({ shape: [null] }));
    stock.setWeights([values]);
    const layer = build();
    expectClose([layer.call(ids())].flat(), [stock.apply(ids()) as tf.Tensor], 1e-9);
    expect([...(layer.computeMask(ids()) as tf.Tensor).dataSync()]).toEqual([1, 1, 0, 1, 1, 1]);
    expect(build({ maskZero: false }).computeMask(ids())).toBeNull();
  });

  it('names an id that it has no vector for', () =>
    expect(() => build().call(tf.tensor2d([WORDS], [1, 1], 'int32'))).toThrow(
      `word id ${WORDS} has no vector`,
    ));

  it('looks up in its open rows alone, and in the table again when they are closed', () => {
    const layer = build();
    const before = [layer.call(ids())].flat();
    const { variable, ids: words, table } = layer.openRows(Int32Array.of(3, 7, 0, 29));
    expectClose([layer.call(ids())].flat(), before, 1e-9);
    variable.assign(tf.zeros([4, 4]));
    expect(tf.max(tf.abs(layer.call(ids()))).dataSync()[0]).toBe(0);
    for (const id of words) table.fill(id, 4 * id, 4 * id + 4);
    layer.closeRows();
    const [first] = (layer.call(ids()).arraySync() as number[][][])[0]!;
    expect(first).toEqual([3, 3, 3, 3]);
  });

  it('is trained by rows to what training all of it gives', async () => {
    const run = async (embedding: tf.layers.Layer) => {
      const model = modelWith(embedding);
      model.layers[0]!.setWeights([values]);
      const history = await train({
        model,
        batches: batches(),
        optimizer: adadelta(),
        steps: 8,
        measureEvery: 1,
      });
      return { history, weights: model.getWeights() };
    };
    const rows = await run(trainedEmbedding({ inputDim: WORDS, outputDim: 4, maskZero: false }));
    const all = await run(tf.layers.embedding({ inputDim: WORDS, outputDim: 4, inputShape: [null] }));
    expectClose(rows.weights, all.weights, 1e-6);
    expect(rows.history.at(-1)!.loss).toBeCloseTo(all.history.at(-1)!.loss, 6);
  });

  it('is trained as a whole where the optimiser has to', async () => {
    const model = modelWith(trainedEmbedding({ inputDim: WORDS, outputDim: 4, maskZero: false, seed: 1 }));
    const before = model.getWeights()[0]!.clone();
    await train({ model, batches: batches(), optimizer: adam(), steps: 8 });
    expect(model.getWeights()[0]!.sub(before).abs().max().dataSync()[0]).toBeGreaterThan(1e-4);
  });

  it('shows what it has learnt to whoever reads its weights, and takes others', async () => {
    const model = modelWith(trainedEmbedding({ inputDim: WORDS, outputDim: 4, maskZero: false, seed: 1 }));
    const [before] = model.getWeights().map((weight) => weight.clone());
    await train({ model, batches: batches(), optimizer: adadelta(), steps: 8 });
    const [after] = model.getWeights();
    expect(after!.sub(before!).abs().max().dataSync()[0]).toBeGreaterThan(1e-5);
    model.layers[0]!.setWeights([values]);
    await train({ model, batches: batches(), optimizer: adadelta({ learningRate: 0 }), steps: 2 });
    expectClose([model.getWeights()[0]!], [values], 1e-9);
  });

  it('is saved and loaded with its vectors', async () => {
    const model = modelWith(build({ name: 'vectors' }));
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    expect(loaded.layers[0]).toBeInstanceOf(TrainedEmbedding);
    expectClose([loaded.predict(ids()) as tf.Tensor], [model.predict(ids()) as tf.Tensor], 1e-9);
  });

  it('leaves no tensors behind when its rows are trained', async () => {
    const model = modelWith(trainedEmbedding({ inputDim: WORDS, outputDim: 4, maskZero: false }));
    const optimizer = adadelta();
    await expect(() =>
      train({ model, batches: batches(), optimizer, steps: 8 }).then(() => {}),
    ).toLeakNoTensors();
  });
});
