/**
 * Mends `@tensorflow/tfjs-node` 4.22 on Node 23 and later: it calls `util.isNullOrUndefined` and
 * `util.isArray`, which Node 22 deprecates and Node 23 removed. Import this module before it:
 *
 * ```ts
 * import 'tfjs-fast-lstm/node-23';
 * import * as tf from '@tensorflow/tfjs-node';
 * ```
 *
 * @module
 */
import util from 'node:util';

util.isNullOrUndefined = (value: unknown): value is null | undefined => value === null || value === undefined;
util.isArray = Array.isArray;
