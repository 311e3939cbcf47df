import { describe, expect, it } from 'vitest';
import { batchesInEpoch, type StreamBatch, tokenStreams } from '../../lib/pretraining/token-streams';
import { END_TOKEN } from '../../lib/text';
import { sentenceCorpus } from './corpus';

const corpus = await sentenceCorpus();
const options = { streams: 3, timeSteps: 5, seed: 4 };
const perEpoch = batchesInEpoch(corpus, options);

function take(count: number, more: object = {}): StreamBatch[] {
  const stream = tokenStreams(corpus, { ...options, ...more });
  return Array.from({ length: count }, () => stream.next().value as StreamBatch);
}

/** Returns the ids of one stream in some batches. */
function streamOf(batches: StreamBatch[], stream: number, what: 'inputs' | 'targets'): number[] {
  return batches.flatMap((batch) =>
    Array.from({ length: options.timeSteps }, (_, t) => batch[what][t * options.streams + stream]!),
  );
}

describe('tokenStreams', () => {
  it('targets are the next inputs, across batches', () => {
    const batches = take(perEpoch);
    for (let stream = 0; stream < options.streams; stream++) {
      const inputs = streamOf(batches, stream, 'inputs');
      expect(streamOf(batches, stream, 'targets').slice(0, -1)).toEqual(inputs.slice(1));
    }
  });

  it('the streams cover every document, each between end tokens', () => {
    const batches = take(perEpoch);
    const all = [0, 1, 2].flatMap((stream) => streamOf(batches, stream, 'inputs'));
    expect(all[0]).toBe(corpus.vocabulary.idOf(END_TOKEN));
    const decoded = all.map((id) => corpus.vocabulary.words[id]).join(' ');
    expect(decoded).toContain(`${END_TOKEN} quietly brilliant . ${END_TOKEN}`);
    expect(corpus.ids.length - all.length).toBeLessThan(options.streams * options.timeSteps);
  });

  it('backwards reverses each document and keeps the end token after it', () => {
    const batches = take(perEpoch, { backwards: true });
    const all = [0, 1, 2].flatMap((stream) => streamOf(batches, stream, 'inputs'));
    expect(all.map((id) => corpus.vocabulary.words[id]).join(' ')).toContain(
      `${END_TOKEN} . brilliant quietly ${END_TOKEN}`,
    );
  });

  it('first marks the start of each epoch, and epochs have different orders', () => {
    const batches = take(2 * perEpoch);
    expect(batches.flatMap(({ first }, n) => (first ? [n] : []))).toEqual([0, perEpoch]);
    expect(batches[perEpoch]!.inputs).not.toEqual(batches[0]!.inputs);
  });

  it('from: n gives the batches from the n-th on', () =>
    expect(take(3, { from: perEpoch + 2 })).toEqual(take(perEpoch + 5).slice(perEpoch + 2)));

  it('documents that do not fill a batch throw', () =>
    expect(() => tokenStreams(corpus, { ...options, timeSteps: 1000 }).next()).toThrow('do not fill'));
});
