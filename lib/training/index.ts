export {
  type Checkpoint,
  type CheckpointRecord,
  latestCheckpoint,
  loadCheckpoint,
  readRecord,
  saveCheckpoint,
} from './checkpoint';
export * from './optimizers';
export { runName, type Summaries, summariesIn } from './tensorboard';
export { accuracyOf, crossEntropy, type Measured, type TrainOptions, train } from './train';
