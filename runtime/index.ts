/**
 * A small LSTM classifier of sentiment for every JavaScript runtime, without dependencies.
 *
 * @module
 */

export type { Prediction } from './encoder';
export type { ExplainedToken, Explanation } from './explain';
export { type LoadOptions, load } from './load';
export type { Sentiment } from './sentiment';
export type { TextStream } from './stream';
