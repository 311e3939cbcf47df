import {
  type CorpusSource,
  corpusStage,
  languageModelStage,
  PRETRAINING,
  vectorStage,
} from '../../../lib/pretraining';
import { SENTENCES } from '../../models/sentences';

/** Returns the sentences as a source of a corpus that was split in a given way. */
export function sourceOf({ validationSplit = 0.25, splitSeed = 0, stamp = 'sentences' } = {}): CorpusSource {
  return { stamp, validationSplit, splitSeed, texts: async () => SENTENCES.map(({ text }) => text) };
}

/** Trains language models of both directions on the thirty-two sentences; returns their folder. */
export async function writeLanguageModel(folder: string, source = sourceOf()): Promise<string> {
  const config = {
    ...PRETRAINING,
    dimensions: 5,
    units: 4,
    streams: 2,
    timeSteps: 10,
    vectorEpochs: 1,
    warmUp: 2,
  };
  const corpus = await corpusStage(folder, source, config);
  const vectors = await vectorStage(folder, corpus, config);
  await languageModelStage(folder, 'forward', corpus, vectors, corpus, config);
  await languageModelStage(folder, 'backward', corpus, vectors, corpus, config);
  return folder;
}
