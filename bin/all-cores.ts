/**
 * To be imported before anything else by a program that computes large products of matrices outside LSTMs: TensorFlow then uses
 * all cores for them. It reads this once, when it is loaded; `lib/backend.ts` says what is best otherwise.
 */
import { availableParallelism } from 'node:os';

process.env['TF_NUM_INTRAOP_THREADS'] ??= String(availableParallelism());
