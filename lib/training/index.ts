export {
  type Checkpoint,
  type CheckpointRecord,
  latestCheckpoint,
  loadCheckpoint,
  readRecord,
  saveCheckpoint,
} from './checkpoint';
export { clipByNorm } from './clip';
export { type Epoch, type FitOptions, type FitProgress, type Fitted, fit } from './fit';
export * from './optimizers';
export { runName, type Summaries, summariesIn } from './tensorboard';
export { type Measured, type TrainOptions, train } from './train';
