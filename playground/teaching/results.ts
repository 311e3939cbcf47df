/** What the worker that teaches returns. */
import type { Advice } from '../../lib/classifier/comparison';
import type { Finetuned } from '../../lib/classifier/finetune';

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

/** The positions of the columns with the texts and with their labels, if they have any. */
export interface TextColumns {
  text: number;
  label: number | undefined;
}

/** The texts of a table. */
export interface ShownTexts {
  columns: TextColumns;
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
