/**
 * The program of a worker process: it loads a model, and scores the batches that it is sent. It
 * ends when the process that started it is gone.
 */
import { loadClassifier } from '../classifier/load';
import { idsOfText, probabilitiesOfIds } from '../classifier/parts';
import type { Reply, Request, WorkerModel } from './protocol';

const send = (reply: Reply) => process.send!(reply);

async function main({ folder, vectors }: WorkerModel): Promise<void> {
  const classifier = await loadClassifier(folder, { vectors });
  const { lookup, tokenizer, classes } = classifier;
  let last = Promise.resolve();
  process.on('message', ({ id, texts }: Request) => {
    last = last.then(async () => {
      try {
        const ids = texts.map((text) => idsOfText(classifier, text));
        const known = Int32Array.from(
          ids,
          (row) => row.filter((token) => token !== lookup.unknownId).length - tokenizer.specialTokens,
        );
        send({ kind: 'scores', id, known, probabilities: await probabilitiesOfIds(classifier, ids) });
      } catch (error) {
        send({ kind: 'failed', id, message: (error as Error).message });
      }
    });
  });
  send({ kind: 'ready', classes, folder: classifier.folder });
}

process.on('disconnect', () => process.exit(0));
main(JSON.parse(process.argv[2]!)).catch((error: Error) => {
  send({ kind: 'failed', message: error.message });
});
