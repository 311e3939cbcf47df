/**
 * The program of a worker process: it loads a model, scores the batches and explains the texts that
 * it is sent. It ends when the process that started it is gone.
 */
import { hasKnownWord } from '../batches/known-words';
import { loadClassifier } from '../classifier/load';
import { idsOfText, probabilitiesOfIds } from '../classifier/parts';
import type { Reply, Request, WorkerModel } from './protocol';

/** Sends a message. If nobody is there to receive it, the program ends. */
function send(reply: Reply): void {
  process.send!(reply, undefined, {}, (error) => {
    if (error) process.exit();
  });
}

async function main({ folder, vectors }: WorkerModel): Promise<void> {
  const classifier = await loadClassifier(folder, { vectors });
  const { lookup, tokenizer, classes } = classifier;
  const isKnown = hasKnownWord(lookup, tokenizer.specialTokens);
  let last = Promise.resolve();
  const scores = async (id: number, texts: readonly string[]): Promise<Reply> => {
    const ids = texts.map((text) => idsOfText(classifier, text));
    const isRead = Uint8Array.from(ids, (row) => (isKnown(row) ? 1 : 0));
    return { kind: 'scores', id, isRead, probabilities: await probabilitiesOfIds(classifier, ids) };
  };
  process.on('message', (request: Request) => {
    const { id } = request;
    last = last.then(async () => {
      try {
        if ('texts' in request) return send(await scores(id, request.texts));
        const explanation = await classifier.explain(request.explain, { label: request.label });
        send({ kind: 'explained', id, explanation });
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
