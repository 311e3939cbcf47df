import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ready, tf } from '../../lib/backend';
import { loadCheckpoint, saveCheckpoint } from '../../lib/checkpoints';
import { createClassifier } from '../../lib/classifier';
import { loadVectors } from '../../lib/datasets';
import { registerVectors } from '../../lib/layers';
import { OREILLY, OREILLY_TRAINING, oreillyModel } from '../../lib/models';
import { tokenizer } from '../../lib/text';
import type { WordVectors } from '../../lib/vectors';
import { readInitialWeights } from '../initial-weights';
import { type Classify, contendWith } from './contend';

const CORRECTED = { pooling: 'last' } as const;

async function load(folder: string): Promise<Classify> {
  const vectors = await loadVectors('glove-50', { order: 'oreilly' });
  registerVectors(vectors);
  const checkpoint = join(folder, 'checkpoint');
  if (!existsSync(checkpoint)) await save(checkpoint, vectors, folder);
  const { model, record } = await loadCheckpoint(checkpoint);
  const { classes, maxLength } = record;
  const classifier = createClassifier({ model, tokenizer: tokenizer(), lookup: vectors, classes, maxLength });
  return async (texts) => {
    const predictions = await classifier.predict(texts);
    return predictions.map(({ label, probability }) =>
      label === 'positive' ? probability : 1 - probability,
    );
  };
}

async function save(checkpoint: string, vectors: WordVectors, weights: string): Promise<void> {
  const model = oreillyModel(vectors, CORRECTED);
  const tensors = (await readInitialWeights(weights)).map(({ data, shape }) => tf.tensor(data, [...shape]));
  model.setWeights(tensors);
  await saveCheckpoint(checkpoint, model, {
    system: 'oreilly',
    config: { ...OREILLY, ...CORRECTED },
    step: 0,
    classes: ['positive', 'negative'],
    vectors: { dataset: 'glove-50', order: 'oreilly' },
    maxLength: OREILLY_TRAINING.maxSeqLength,
  });
  tf.dispose(tensors);
  model.dispose();
}

async function main(): Promise<void> {
  await ready();
  await contendWith({ tfjs: tf.version.tfjs }, load);
}

void main();
