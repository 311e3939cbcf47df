/** What the page and the worker that teaches say to each other. */
import type { Advice } from '../../lib/classifier/comparison';
import type { Finetuned } from '../../lib/classifier/finetune';
import type { Plan } from './plan';

/** What the page asks. */
export type TeachingRequest =
  | { kind: 'open'; name: string; bytes: Uint8Array }
  | { kind: 'texts'; text: number; label: number | undefined }
  | { kind: 'train'; model: Uint8Array; plan: Plan }
  | { kind: 'stop' };

/** A table as the page shows it. */
export interface ShownTable {
  name: string;
  columns: readonly string[];
  sample: readonly (readonly string[])[];
  /** The positions of the columns that look like texts and labels. */
  text: number | undefined;
  label: number | undefined;
  /** How it was read. */
  readAs: string;
}

/** The texts of a table. */
export interface ShownTexts {
  count: number;
  /** The classes with the number of their texts. Empty: the texts have no labels. */
  classes: readonly (readonly [name: string, count: number])[];
  /** A text of each class. */
  examples: readonly string[];
  notes: readonly string[];
  /** The texts themselves, for scoring. */
  texts: readonly string[];
}

/** How well the systems do on texts that they were not trained on. */
export type Outcome = Pick<
  Finetuned,
  'results' | 'texts' | 'validationTexts' | 'folds' | 'epochs' | 'newWords'
> & {
  advice: Advice;
  /** The validation texts that the model labels wrong. */
  mistakes: readonly { text: string; label: string; predicted: string }[];
  seconds: number;
  /** The file of the model. */
  file: Uint8Array;
};

/** What the worker answers. */
export type TeachingAnswer =
  | { kind: 'table'; table: ShownTable }
  | { kind: 'texts'; texts: ShownTexts }
  | { kind: 'progress'; done: number; total: number; note: string }
  | { kind: 'trained'; outcome: Outcome }
  | { kind: 'stopped' }
  | { kind: 'error'; message: string };
