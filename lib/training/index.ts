export { type Checkpoint, type CheckpointExtras, loadCheckpoint, saveCheckpoint } from './checkpoint';
export { type CheckpointRecord, type RunRecord, readRecord } from './checkpoint-record';
export { clipByNorm } from './clip';
export { type Epoch, type FitOptions, type FitProgress, type Fitted, fit } from './fit';
export * from './optimizers';
export { bestCheckpoint, checkpointAt, keepCheckpoints, latestCheckpoint, newRunFolder } from './run-folder';
export { drawMeasured, runName, type Summaries, summariesIn, weightHistograms } from './tensorboard';
export { type Measured, type TrainOptions, train } from './train';
