export { type GloveTextOptions, readGloveText } from './glove-text';
export { type LoadOptions, loadVectors } from './load';
export { analogy, cosine, idOfWord, type Neighbour, nearest } from './nearest';
export { type NpyArray, readFloats, readNpy, writeNpy } from './npy';
export type { NpyType } from './npy-header';
export { inOreillyOrder } from './oreilly-order';
export { loadStored, storeVectors } from './store';
export { vectorAt, type WordVectors, wordVectors } from './word-vectors';
export { trainWord2Vec, type Word2VecOptions } from './word2vec';
