/** `node:stream` in a tab. */
export { Duplex, default, PassThrough, pipeline, Readable, Transform, Writable } from 'readable-stream';
