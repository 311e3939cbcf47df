/** A worker process, which computes the gradients of its part of each batch: see `pool.ts`. */
import { connect } from 'node:net';
import '../../layers'; // registers the layers
import { ready, tf } from '../../backend';
import { setMaskPart, setMaskStates } from '../../layers/dropout-masks';
import { registerVectors } from '../../layers/frozen-embedding';
import { batchGradients, type TrainableModel, trainableModel } from '../gradients';
import { setWeightArrays } from '../weights';
import { type Connection, connectionOf } from './connection';
import type { Part, Reply, Request, Start } from './protocol';

let trainable: TrainableModel | undefined;

void serve(connectionOf<Request, Reply>(connect(process.argv[2]!), 'the training process'));

/** Replies to requests until the training process is gone. */
async function serve(connection: Connection<Request, Reply>): Promise<never> {
  for (;;) {
    const request = await connection.receive().catch(() => process.exit());
    const failed = ({ message }: Error): Reply => ({ kind: 'failed', message });
    await connection.send(await handle(request).catch(failed)).catch(() => process.exit());
  }
}

async function handle(request: Request): Promise<Reply> {
  if (request.kind === 'part') return computePart(trainable!, request);
  trainable = await loadTrainableModel(request);
  return { kind: 'ready' };
}

async function loadTrainableModel({
  topology,
  weights,
  vectors,
  sparse,
  ...options
}: Start): Promise<TrainableModel> {
  await ready();
  for (const table of vectors) registerVectors(table);
  const model = await tf.models.modelFromJSON(JSON.parse(topology));
  setWeightArrays(model, weights);
  return trainableModel(model, sparse, options);
}

function computePart(trainable: TrainableModel, { from, of, ...part }: Part): Reply {
  setMaskStates(trainable.model, part.masks);
  setMaskPart(trainable.model, { from, of });
  let reply!: Reply;
  tf.tidy(() => {
    for (const [n, variable] of trainable.variables.entries())
      variable.assign(tf.tensor(part.weights[n]!, variable.shape));
    const rows = trainable.embeddings.map((layer, n) =>
      layer.gatherRows(part.rows[n]!.ids, part.rows[n]!.vectors),
    );
    const batch = {
      ids: tf.tensor2d(part.ids, [part.labels.length, part.ids.length / part.labels.length], 'int32'),
      labels: tf.tensor1d(part.labels, 'int32'),
      ...(part.targets && {
        targets: tf.tensor2d(part.targets, [part.labels.length, part.targets.length / part.labels.length]),
      }),
    };
    const { loss, accuracy, gradients } = batchGradients(trainable, rows, batch, part.withMetrics);
    reply = {
      kind: 'gradients',
      loss: loss.dataSync()[0]!,
      accuracy: accuracy?.dataSync()[0],
      gradients: Object.values(gradients).map((gradient) => gradient.dataSync<'float32'>()),
    };
    accuracy?.dispose(); // `batchGradients` keeps it
    for (const layer of trainable.embeddings) layer.releaseRows();
  });
  return reply;
}
