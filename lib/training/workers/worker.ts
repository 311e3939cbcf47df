/** A process that computes the gradients of parts of batches for another one: see `team.ts`. */
import { connect } from 'node:net';
import '../../layers'; // registers them
import { ready, tf } from '../../backend';
import { setMaskPart, setMaskStates } from '../../layers/dropout-masks';
import { provideVectors } from '../../layers/frozen-embedding';
import { batchGradients, type Trainee, traineeOf } from '../gradients';
import { setWeightArrays } from '../weights';
import { type Connection, connectionOf } from './connection';
import type { Answer, Part, Request, Start } from './protocol';

let trainee: Trainee | undefined;

void serve(connectionOf<Request, Answer>(connect(process.argv[2]!), 'training'));

/** Answers one request after another, until the other process is gone. */
async function serve(connection: Connection<Request, Answer>): Promise<never> {
  for (;;) {
    const request = await connection.receive().catch(() => process.exit());
    const failed = ({ message }: Error): Answer => ({ kind: 'failed', message });
    await connection.send(await answer(request).catch(failed)).catch(() => process.exit());
  }
}

async function answer(request: Request): Promise<Answer> {
  if (request.kind === 'part') return computePart(trainee!, request);
  trainee = await loadTrainee(request);
  return { kind: 'ready' };
}

async function loadTrainee({ topology, weights, vectors, byRows }: Start): Promise<Trainee> {
  await ready();
  for (const table of vectors) provideVectors(table);
  const model = await tf.models.modelFromJSON(JSON.parse(topology));
  setWeightArrays(model, weights);
  return traineeOf(model, byRows);
}

function computePart(trainee: Trainee, { from, of, ...part }: Part): Answer {
  setMaskStates(trainee.model, part.masks);
  setMaskPart(trainee.model, { from, of });
  let answer!: Answer;
  tf.tidy(() => {
    for (const [n, variable] of trainee.variables.entries())
      variable.assign(tf.tensor(part.weights[n]!, variable.shape));
    const rows = trainee.embeddings.map((layer, n) =>
      layer.openRows(part.rows[n]!.ids, part.rows[n]!.vectors),
    );
    const batch = {
      ids: tf.tensor2d(part.ids, [part.labels.length, part.ids.length / part.labels.length], 'int32'),
      labels: tf.tensor1d(part.labels, 'int32'),
    };
    const { loss, accuracy, gradients } = batchGradients(trainee, rows, batch, part.measuring);
    answer = {
      kind: 'gradients',
      loss: loss.dataSync()[0]!,
      accuracy: accuracy?.dataSync()[0],
      gradients: Object.values(gradients).map((gradient) => gradient.dataSync<'float32'>()),
    };
    accuracy?.dispose(); // it was kept
    for (const layer of trainee.embeddings) layer.closeRows();
  });
  return answer;
}
