/** What the worker that runs cells asks of the one that has TypeScript. */
import type { CellTypes } from '../../kernel/types/cell-types';
import type { Diagnostic } from '../../kernel/types/diagnostic';

/** A module without its types, or what is wrong with its syntax. */
export type Stripped = { javascript: string; map: string } | { diagnostics: Diagnostic[] };

/** TypeScript, for one notebook. */
export interface Language extends Pick<CellTypes, 'check' | 'keep' | 'changed' | 'complete' | 'inspect'> {
  stripTypes(code: string): Stripped;
  /** Makes a file of the reader known, by its path from the root `/`. */
  offer(path: string, text: string): void;
  /** Returns whether code would be right with more lines. */
  endsEarly(code: string): boolean;
}
