import { type Examples, encode, randomFrom } from '../../lib/batches';
import type { Review } from '../../lib/corpus';
import { tokenize } from '../../lib/text';
import { type WordVectors, wordVectors } from '../../lib/vectors';

const PRAISE = [
  'A warm and generous film that earns every laugh.',
  'The cast is superb and the ending moved me to tears.',
  'Funny, tender and beautifully shot.',
  'I would gladly see it again tomorrow.',
  'An honest story told with great skill.',
  'The music lifts every single scene.',
  'Her finest performance so far.',
  'Two hours went by like ten minutes.',
  'Clever dialogue, real feeling, no false note.',
  'A delight from the first shot to the last.',
  'It made my whole week brighter.',
  'Bold, original and full of life.',
  'The director trusts the audience and it pays off.',
  'Quietly brilliant.',
  'My children loved it and so did I.',
  'A rare thriller with a heart.',
];

const BLAME = [
  'A dull mess that wastes a good cast.',
  'The plot makes no sense and nobody seems to care.',
  'I checked my watch every five minutes.',
  'Loud, ugly and far too long.',
  'The jokes are stale and the acting is worse.',
  'An insult to the book.',
  'Nothing happens, and it happens slowly.',
  'The worst sequel of the year.',
  'A cheap copy of better films.',
  'Wooden dialogue ruins every scene.',
  'I walked out after an hour.',
  'It is boring from start to finish.',
  'All noise and no story.',
  'The ending is a lazy cheat.',
  'Please spare yourself the pain.',
  'Flat, predictable and badly lit.',
];

/** Thirty-two sentences of our own, half of them positive. */
export const SENTENCES: Review[] = [
  ...PRAISE.map((text, at): Review => ({ text, label: 'positive', source: `praise:${at + 1}` })),
  ...BLAME.map((text, at): Review => ({ text, label: 'negative', source: `blame:${at + 1}` })),
];

/** Random vectors for the vocabulary; id 0 is padding, and the last id is the unknown token. */
export function vectorsFor(name: string, dimensions = 8): WordVectors {
  const words = ['<padding>', ...new Set(SENTENCES.flatMap(({ text }) => tokenize(text))), '<unknown>'];
  const random = randomFrom(1);
  const matrix = Float32Array.from({ length: words.length * dimensions }, (_, at) =>
    at < dimensions ? 0 : random.integer(-1000, 1000) / 1000,
  );
  return { ...wordVectors(name, words, matrix, dimensions), unknownId: words.length - 1, paddingId: 0 };
}

/** Encodes the sentences with the token ids of `vectors`. */
export function examplesFor(vectors: WordVectors): Promise<Examples> {
  return encode(SENTENCES, vectors);
}
