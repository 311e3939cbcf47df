import { beforeAll, describe, expect, it } from 'vitest';
import {
  minimizeLoss,
  type OreillyOperations,
  oreillyOperations,
} from '../../../course/demos/oreilly-operations';
import { ready, tf } from '../../../lib/backend';
import { toBatch } from '../../../lib/batches';
import { accuracyOf } from '../../../lib/evaluation';
import { crossEntropy } from '../../../lib/loss';
import { type OreillyConfig, oreillyModel, oreillyOptimizer } from '../../../lib/models';
import { train } from '../../../lib/training';
import { expectClose } from '../../layers/gradients';
import { examplesFor, vectorsFor } from '../../models/sentences';
import '../../tensor-leaks';

beforeAll(async () => {
  await ready();
});

const vectors = vectorsFor('oreilly-operations-test');
const PADDED_LENGTH = 14; // longer than most of the sentences

/** Returns the network in layers and in operations, with equal weights. */
function pair(config: Partial<OreillyConfig> = {}) {
  const model = oreillyModel(vectors, { lstmUnits: 12, ...config });
  const operations = oreillyOperations(vectors, { lstmUnits: 12, ...config });
  const { gates, gatesBias, weight, bias } = operations.variables;
  const values = weightsOf(model);
  gates.assign(values.gates);
  gatesBias.assign(values.gatesBias);
  weight.assign(values.weight);
  bias.assign(values.bias);
  return { model, operations };
}

/** Returns weights (or gradients) of the layers in the layout of the operations. */
function weightsOf(model: tf.LayersModel, values = model.getWeights()) {
  const [kernel, recurrent, gatesBias, weight, bias] = values as Weights;
  return { gates: tf.concat2d([kernel, recurrent], 0), gatesBias, weight, bias };
}

type Weights = [tf.Tensor2D, tf.Tensor2D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D];

const variablesOf = ({ variables }: OreillyOperations) => Object.values(variables);

describe('oreillyOperations', () => {
  it('gives the logits and gradients of oreillyModel', async () => {
    const { model, operations } = pair();
    const { ids, labels } = toBatch(await examplesFor(vectors), [3, 8, 20, 30], PADDED_LENGTH);
    expectClose([operations.prediction(ids)], [model.predict(ids) as tf.Tensor], 1e-6);
    const layered = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const gradients = (logits: () => tf.Tensor2D, of: tf.Variable[]) => {
      const { grads } = tf.variableGrads(() => crossEntropy(logits(), labels), of);
      return of.map(({ name }) => grads[name]!);
    };
    const inLayers = gradients(() => model.apply(ids) as tf.Tensor2D, layered);
    const inOperations = gradients(() => operations.prediction(ids), variablesOf(operations));
    expectClose(inOperations, Object.values(weightsOf(model, inLayers)), 1e-6);
    expect(inOperations[0]!.abs().max().dataSync()[0]).toBeGreaterThan(1e-3);
  });

  it('training steps give the losses and weights of oreillyModel, dropout included', async () => {
    const examples = await examplesFor(vectors);
    const { model, operations } = pair({ keepProb: 0.5, seed: 5 });
    const batches = () =>
      [0, 8, 16, 24].map((from) => toBatch(examples, [from, from + 1, from + 2, from + 3], PADDED_LENGTH));
    const options = { model, batches: batches().values(), optimizer: oreillyOptimizer() };
    const history = await train({ ...options, steps: 4, logEvery: 1 });
    const optimizer = oreillyOptimizer();
    const losses = batches().map((batch) => minimizeLoss(operations, batch, optimizer));
    for (const [step, { loss }] of history.entries()) expect(losses[step]).toBeCloseTo(loss, 5);
    expectClose(variablesOf(operations), Object.values(weightsOf(model)), 1e-5);
  });

  it('overfits thirty-two sentences', { timeout: 300_000 }, async () => {
    const examples = await examplesFor(vectors);
    const operations = oreillyOperations(vectors, { lstmUnits: 16, keepProb: 1 });
    const batch = toBatch(examples, [...examples.ids.keys()]);
    const optimizer = oreillyOptimizer('adam', 0.02);
    let loss = 1;
    for (let step = 0; step < 200 && loss > 0.02; step++) loss = minimizeLoss(operations, batch, optimizer);
    expect(loss).toBeLessThan(0.02);
    expect(accuracyOf(operations.prediction(batch.ids), batch.labels).dataSync()[0]).toBe(1);
  });

  it('initial weights follow oreillyModel: forget bias 1, output bias 0.1', () => {
    const { gates, gatesBias, weight, bias } = oreillyOperations(vectors, { lstmUnits: 3 }).variables;
    expect([gates.shape, weight.shape]).toEqual([
      [vectors.dimensions + 3, 12],
      [3, 2],
    ]);
    expect([...gatesBias.dataSync()]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
    expect([...bias.dataSync()]).toEqual([Math.fround(0.1), Math.fround(0.1)]);
    const limit = Math.sqrt(6 / (vectors.dimensions + 3 + 12));
    const largest = gates.abs().max().dataSync()[0]!;
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.8 * limit);
  });

  it('steps and predictions leak no tensors, and dispose frees the variables', async () => {
    const examples = await examplesFor(vectors);
    const operations = oreillyOperations(vectors, { lstmUnits: 4 });
    const batch = toBatch(examples, [1, 20]);
    const optimizer = oreillyOptimizer();
    expect(() => minimizeLoss(operations, batch, optimizer)).toLeakNoTensors();
    expect(() => operations.prediction(batch.ids)).toLeakNoTensors();
    const before = tf.memory().numTensors;
    operations.dispose();
    expect(tf.memory().numTensors).toBe(before - 5);
  });
});
