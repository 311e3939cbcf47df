/**
 * Programs that compute large matrix products outside LSTMs import this module first. TensorFlow
 * then uses all cores. It reads the variable once, when it is loaded. `lib/backend.ts` sets it
 * otherwise.
 */
import { availableParallelism } from 'node:os';

process.env.TF_NUM_INTRAOP_THREADS ??= String(availableParallelism());
