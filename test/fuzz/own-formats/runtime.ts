/** What `lstm-sentiment` reads. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ready, tf } from '../../../lib/backend';
import { saveCheckpoint } from '../../../lib/checkpoints';
import { embedding, fastLstm, meanOverTime } from '../../../lib/layers';
import { buildVocabulary } from '../../../lib/text';
import { load } from '../../../runtime';
import { quantized, readModel, writeModel } from '../../../runtime/model-file';
import { SMALL_MODEL } from '../../runtime/small-model';
import { type Reader, reader } from '../reader';
import { CHECKPOINT, TEXTS } from './sample';

async function writeRuntimeCheckpoint(folder: string): Promise<void> {
  await ready();
  mkdirSync(folder, { recursive: true });
  const vocabulary = buildVocabulary([['<end>', 'a', 'warm', 'film', '.']]);
  const ids = tf.input({ shape: [null], dtype: 'int32', name: 'ids' });
  const vectors = embedding({
    name: 'words',
    inputDim: vocabulary.words.length,
    outputDim: 3,
    seed: 1,
  }).apply(ids);
  const lstm = fastLstm({
    name: 'lstm',
    units: 2,
    returnSequences: true,
    recurrentActivation: 'sigmoid',
    seed: 2,
  });
  const logits = tf.layers
    .dense({ name: 'logits', units: 2 })
    .apply(meanOverTime().apply(lstm.apply(vectors)));
  const model = tf.model({ inputs: ids, outputs: logits as tf.SymbolicTensor });
  const about = { system: 'pretrained', config: {}, step: 1, classes: ['negative', 'positive'] };
  await saveCheckpoint(folder, model, { ...about, tokenizer: 'punctuation', maxLength: 9 }, { vocabulary });
  model.dispose();
  if (!existsSync(join(folder, 'weights.bin'))) throw new Error('the checkpoint has no weights');
}

export const RUNTIME: readonly Reader[] = [
  reader({
    name: 'model of lstm-sentiment',
    files: ['model.bin'],
    write: async (folder) => writeFileSync(join(folder, 'model.bin'), writeModel(quantized(SMALL_MODEL))),
    async read(folder) {
      const place = join(folder, 'model.bin');
      if (statSync(place).isDirectory()) return (await load(place)) as never; // as a checkpoint
      const { settings, words, weights } = readModel(readFileSync(place), place);
      return { settings, words, weights: JSON.stringify(weights) };
    },
    judge: 'digests',
  }),
  reader({
    name: 'checkpoint in lstm-sentiment',
    files: CHECKPOINT,
    write: writeRuntimeCheckpoint,
    async read(folder) {
      const found = (await load(folder, { kernel: 'js' }))(TEXTS);
      return found.map(({ scores, ...rest }) => ({ ...rest, scores: Object.entries(scores).map(String) }));
    },
    judge: (found) =>
      found.every(({ probability }) => probability >= 0 && probability <= 1) ? undefined : 'a probability',
  }),
];
