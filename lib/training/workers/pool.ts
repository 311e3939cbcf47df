/**
 * Data-parallel training on several cores. Most TensorFlow ops run on one core, and two copies of
 * the library in one process crash, so each core gets a worker process with a copy of the model.
 * At each step it gets the weights and some rows of the batch, and returns their gradients. The
 * average of the gradients, weighted by rows, is the gradient of the whole batch. So the result is
 * that of one process, up to rounding.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { tf } from '../../backend';
import type { Batch } from '../../batches/batches';
import { socketPath } from '../../files/temporary';
import { allLayers } from '../../layers/all-layers';
import { maskStates, setMaskPart } from '../../layers/dropout-masks';
import type { GatheredRows } from '../../layers/embedding';
import { FrozenEmbedding, registeredVectors } from '../../layers/frozen-embedding';
import { kernelThreads } from '../../layers/kernels/threads';
import { moduleProgram } from '../../module-program';
import { repositoryRoot } from '../../repository';
import { type BatchGradients, batchGradients, type TrainableModel } from '../gradients';
import { weightArrays } from '../weights';
import { type Connection, connectionOf } from './connection';
import type { Part, Reply, Request, Start } from './protocol';

/** This process and its worker processes. */
export interface WorkerPool {
  /** Computes `batchGradients` on all processes. @throws when a worker failed or ended */
  gradients(rows: GatheredRows[], batch: Batch, withMetrics: boolean): Promise<BatchGradients>;
  /** Ends the worker processes. */
  close(): void;
}

/**
 * Starts `workers` - 1 worker processes; this process is the other worker.
 *
 * @throws when one does not start, for example because the model has layers of another library
 */
export async function startWorkerPool(trainable: TrainableModel, workers: number): Promise<WorkerPool> {
  const releaseThreads = shareThreads(workers);
  const others = await startWorkers(workers - 1).catch((error: Error) => {
    releaseThreads();
    throw error;
  });
  const close = () => {
    for (const other of others) other.close();
    releaseThreads();
  };
  try {
    for (const other of others) await other.send(startOf(trainable));
    for (const other of others) await replyOf(other);
  } catch (error) {
    close();
    throw error;
  }
  return {
    gradients: (rows, batch, withMetrics) =>
      parallelGradients(trainable, others, rows, batch, withMetrics).catch((error: Error) => {
        throw new Error(`${error.message}: resume from the last checkpoint, or use workers: 1`, {
          cause: error,
        });
      }),
    close,
  };
}

type Worker = Connection<Reply, Request>;

const START_LIMIT = 60_000; // ms

/** Returns a worker's reply to the last request. @throws when the worker failed or is gone */
async function replyOf(worker: Worker): Promise<Reply> {
  const reply = await worker.receive();
  if (reply.kind === 'failed') throw new Error(`a worker process failed: ${reply.message}`);
  return reply;
}

/** Divides the threads of the LSTM kernel among the workers. Returns a function that undoes it. */
function shareThreads(workers: number): () => void {
  const before = process.env.FAST_LSTM_THREADS;
  process.env.FAST_LSTM_THREADS = String(Math.max(1, Math.floor(kernelThreads() / workers)));
  return () => {
    if (before === undefined) delete process.env.FAST_LSTM_THREADS;
    else process.env.FAST_LSTM_THREADS = before;
  };
}

/** Starts worker processes. They connect to this process at an address that only they get. */
async function startWorkers(count: number): Promise<Worker[]> {
  const address =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\sentiment-lab-${process.pid}-${randomBytes(8).toString('hex')}`
      : socketPath('workers');
  const server = createServer();
  const sockets: Socket[] = [];
  try {
    const connected = new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.on('connection', (socket) => {
        if (sockets.push(socket) === count) resolve();
      });
      setTimeout(() => reject(new Error('no reply within a minute')), START_LIMIT).unref();
    });
    server.listen(address);
    await Promise.all([once(server, 'listening').then(() => launch(address, count)), connected]);
  } catch (error) {
    for (const socket of sockets) socket.destroy();
    throw new Error(`the worker processes did not start (${(error as Error).message}): use workers: 1`);
  } finally {
    server.close();
    if (process.platform !== 'win32') rmSync(address, { force: true });
  }
  return sockets.map((socket, n) => connectionOf(socket, `worker process ${n + 2}`));
}

/** Runs the launcher to its end before this process computes anything: see `lib/signals.ts`. */
function launch(address: string, count: number): Promise<void> {
  const folder = join(repositoryRoot(), 'lib', 'training', 'workers');
  const { execArgv, file } = moduleProgram(join(folder, 'worker'));
  return new Promise((resolve, reject) => {
    spawn(process.execPath, [join(folder, 'launcher.cjs'), String(count), ...execArgv, file, address], {
      cwd: repositoryRoot(),
      stdio: ['ignore', 'ignore', 'inherit'],
      windowsHide: true,
    })
      .on('error', reject)
      .on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`code ${code}`))));
  });
}

function startOf({ model, embeddings, classWeights, adversarial }: TrainableModel): Start {
  const frozen = allLayers(model).filter((layer) => layer instanceof FrozenEmbedding) as FrozenEmbedding[];
  return {
    kind: 'start',
    topology: JSON.stringify(model.toJSON(undefined, false)),
    weights: weightArrays(model),
    vectors: frozen.map(({ vectors }) => registeredVectors(vectors)),
    sparse: embeddings.length > 0,
    classWeights: classWeights && [...classWeights],
    adversarial,
  };
}

type Gradients = Extract<Reply, { kind: 'gradients' }>;

async function parallelGradients(
  trainable: TrainableModel,
  others: Worker[],
  rows: GatheredRows[],
  batch: Batch,
  withMetrics: boolean,
): Promise<BatchGradients> {
  const [of] = batch.ids.shape;
  const size = Math.ceil(of / (others.length + 1)); // rows per worker; the last may have fewer
  const parts = partsOf(trainable, rows, batch, size, withMetrics);
  const busy = others.slice(0, parts.length);
  for (const [n, other] of busy.entries()) await other.send(parts[n]!);
  const own = computeOwn(trainable, rows, batch, size, withMetrics);
  const replies: Gradients[] = [];
  for (const other of busy) replies.push((await replyOf(other)) as Gradients);
  const shares = [size, ...parts.map(({ labels }) => labels.length)].map((rows) => rows / of);
  return averageOf(own, replies, shares);
}

/** Returns the parts of the other workers: all rows of the batch but the first `size`. */
function partsOf(
  { model, variables }: TrainableModel,
  gathered: GatheredRows[],
  batch: Batch,
  size: number,
  withMetrics: boolean,
): Part[] {
  const [of, time] = batch.ids.shape;
  const [ids, labels] = [batch.ids.dataSync<'int32'>(), batch.labels.dataSync<'int32'>()];
  const targets = batch.targets?.dataSync<'float32'>();
  const classes = batch.targets?.shape[1] ?? 0;
  const weights = variables.map((variable) => variable.dataSync<'float32'>());
  const rows = gathered.map(({ ids, variable }) => ({ ids, vectors: variable.dataSync<'float32'>() }));
  const masks = maskStates(model);
  const parts: Part[] = [];
  for (let from = size; from < of; from += size) {
    const to = Math.min(of, from + size);
    const part: Part = {
      kind: 'part',
      from,
      of,
      ids: ids.slice(from * time, to * time),
      labels: labels.slice(from, to),
      ...(targets && { targets: targets.slice(from * classes, to * classes) }),
      weights,
      rows,
      masks,
      withMetrics,
    };
    parts.push(part);
  }
  return parts;
}

function computeOwn(
  trainable: TrainableModel,
  gathered: GatheredRows[],
  { ids, labels, targets }: Batch,
  size: number,
  withMetrics: boolean,
): BatchGradients {
  setMaskPart(trainable.model, { from: 0, of: ids.shape[0] });
  try {
    return tf.tidy(() => {
      const part = {
        ids: ids.slice(0, size),
        labels: labels.slice(0, size),
        ...(targets && { targets: targets.slice(0, Math.min(size, targets.shape[0])) }),
      };
      return { ...batchGradients(trainable, gathered, part, withMetrics) };
    });
  } finally {
    setMaskPart(trainable.model);
  }
}

/**
 * Returns the average of the results of all workers and disposes `own`.
 *
 * @param shares the fraction of the batch of each worker, this process first
 */
function averageOf(own: BatchGradients, replies: Gradients[], shares: number[]): BatchGradients {
  const [ownShare = 0, ...otherShares] = shares;
  const mean = (first: Float32Array, others: ArrayLike<number>[]) => {
    const sum = first.map((value) => value * ownShare);
    for (const [n, values] of others.entries())
      for (let k = 0; k < sum.length; k++) sum[k]! += values[k]! * otherShares[n]!;
    return sum;
  };
  const scalar = (tensor: tf.Scalar, others: number[]) =>
    tf.scalar(
      mean(
        tensor.dataSync<'float32'>(),
        others.map((value) => [value]),
      )[0]!,
    );
  const named = Object.entries(own.gradients).map(([name, gradient], at) => {
    const values = mean(
      gradient.dataSync<'float32'>(),
      replies.map(({ gradients }) => gradients[at]!),
    );
    return [name, tf.tensor(values, gradient.shape)];
  });
  const whole = {
    loss: scalar(
      own.loss,
      replies.map(({ loss }) => loss),
    ),
    accuracy:
      own.accuracy &&
      scalar(
        own.accuracy,
        replies.map(({ accuracy }) => accuracy!),
      ),
    gradients: Object.fromEntries(named),
  };
  tf.dispose([own.loss, own.accuracy ?? [], own.gradients]);
  return whole;
}
