export {
  type Batch,
  batchesByLength,
  padRows,
  type TrainingBatchesOptions,
  toBatch,
  trainingBatches,
} from './batches';
export { type EncodeReviewsOptions, type Examples, encodeReviews, select } from './examples';
export {
  buildIdsMatrix,
  encode,
  type IdsMatrix,
  idsOf,
  loadIdsMatrix,
  rowOf,
  saveIdsMatrix,
  type WordIds,
  withoutPadding,
} from './ids-matrix';
export { getTestBatch, getTrainBatch, type OreillyBatch } from './oreilly-batches';
export { type Random, randomFrom, randomFromState, shuffled } from './random';
export { holdOut, type Split, splitByLabel } from './split';
