/**
 * The program of a worker process: it loads a model, scores the batches and explains the texts that
 * it is sent. It ends when the process that started it is gone.
 */
import { ready } from '../backend';
import { digestOfClassifier } from '../classifier/digest-of-classifier';
import { loadClassifier } from '../classifier/load';
import type { Reply, Request, WorkerModel } from './protocol';
import { scorerOf } from './scorer';

/** Sends a message. If nobody is there to receive it, the program ends. */
function send(reply: Reply): void {
  process.send!(reply, undefined, {}, (error) => {
    if (error) process.exit();
  });
}

async function main({ folder, vectors }: WorkerModel): Promise<void> {
  const classifier = await loadClassifier(folder, { vectors });
  const { classes } = classifier;
  const score = scorerOf(classifier);
  const scores = inTurn();
  const explanations = inTurn(); // between its batches, texts are scored
  process.on('message', (request: Request) => {
    const { id } = request;
    const work = async (): Promise<Reply> => {
      if ('texts' in request) return { kind: 'scores', id, ...(await score(request.texts)) };
      return {
        kind: 'explained',
        id,
        explanation: await classifier.explain(request.explain, { label: request.label }),
      };
    };
    const answer = () =>
      work()
        .catch(({ message }: Error): Reply => ({ kind: 'failed', id, message }))
        .then(send);
    if ('texts' in request) scores(answer);
    else explanations(answer);
  });
  const digest = await digestOfClassifier(classifier);
  send({ kind: 'ready', classes, folder: classifier.folder, digest, backend: (await ready()).name });
}

/** Returns a function that starts each work after the one before. */
function inTurn(): (work: () => Promise<void>) => void {
  let last = Promise.resolve();
  return (work) => {
    last = last.then(work);
  };
}

process.on('disconnect', () => process.exit(0));
main(JSON.parse(process.argv[2]!)).catch(({ message }: Error) => {
  const failed: Reply = { kind: 'failed', message };
  process.send!(failed, undefined, {}, () => process.exit(1)); // it can answer no request
});
