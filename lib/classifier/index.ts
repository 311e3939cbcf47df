export * from './bundled';
export * from './classifier';
export * from './evaluate';
export * from './explain';
export * from './export';
export * from './load';
export * from './tfjs-model';
