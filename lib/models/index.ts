/**
 * The networks of the four tutorials, and the pretrained one.
 *
 * @module
 */
export * from './adapt';
export * from './keras';
export * from './optimizer-choice';
export * from './oreilly';
export * from './pretrained';
export * from './simple';
export * from './theano';
