/** What the page and its workers say to each other. */
import type { Prediction } from '../../runtime/reader';
import type { Direction, Gates, Reading } from './model';
import type { FoundUnit } from './probes';

/** What the page asks the worker that reads. `n` counts the texts: answers to older ones are late. */
export type ReadingRequest =
  | { kind: 'load'; model: { url: string; bytes?: undefined } | { name: string; bytes: Uint8Array } }
  | { kind: 'read'; n: number; text: string }
  | { kind: 'without'; n: number; text: string; positions: readonly number[] }
  | { kind: 'gates'; n: number; text: string; direction: Direction }
  | { kind: 'units' }
  | { kind: 'score'; texts: readonly string[] };

/** What that worker answers. */
export type ReadingAnswer =
  | { kind: 'loading'; bytes: number; total: number }
  | { kind: 'loaded'; name: string; classes: readonly string[]; directions: readonly Direction[] }
  | ({ kind: 'reading'; n: number; milliseconds: number } & Reading)
  | { kind: 'effects'; n: number; from: number; without: number[][]; milliseconds?: number }
  | { kind: 'without'; n: number; positions: readonly number[]; probabilities: number[] }
  | { kind: 'gates'; n: number; direction: Direction; gates: Gates }
  | { kind: 'units'; units: FoundUnit[] }
  | { kind: 'scored'; predictions: Prediction[]; done: number; total: number }
  | { kind: 'error'; message: string };
