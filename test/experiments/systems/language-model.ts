import { corpusStage, languageModelStage, PRETRAINING, vectorStage } from '../../../lib/pretraining';
import { SENTENCES } from '../../models/sentences';

/** Trains language models of both directions on the thirty-two sentences; returns their folder. */
export async function writeLanguageModel(folder: string): Promise<string> {
  const config = {
    ...PRETRAINING,
    dimensions: 5,
    units: 4,
    streams: 2,
    time: 10,
    vectorEpochs: 1,
    warmUp: 2,
  };
  const corpus = await corpusStage(folder, async () => SENTENCES.map(({ text }) => text), config);
  const vectors = await vectorStage(folder, corpus, config);
  await languageModelStage(folder, 'forward', corpus, vectors, corpus, config);
  await languageModelStage(folder, 'backward', corpus, vectors, corpus, config);
  return folder;
}
