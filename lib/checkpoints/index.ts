export * from './checkpoint';
export * from './model-files';
export * from './optimizer-state';
export * from './record';
export * from './run-folder';
