import { hash } from 'node:crypto';
import { canonicalJson, type JsonValue } from './canonical-json';

/** The inputs of a unit by name. A key that is undefined counts as absent. */
export interface UnitInputs {
  readonly [name: string]: JsonValue | undefined;
}

/**
 * A piece of work that does not depend on others, such as scoring some rows or training with one
 * seed. Its result follows from the unit alone, so it may be done twice, anywhere.
 */
export interface Unit {
  /** The kind of work: `score`. */
  kind: string;
  /**
   * Everything that decides the result: the flags and seeds, and the SHA-256 of the data and the
   * model. Paths belong here only as far as they are needed to find these; a path that differs
   * between machines makes different units.
   */
  inputs: UnitInputs;
}

/**
 * Returns the name of a unit: the SHA-256 of its canonical JSON, in hexadecimal digits. Units with
 * the same name have the same result.
 *
 * @throws if an input cannot be written as JSON
 * @example
 * unitDigest({ kind: 'score', inputs: { rows: 10, from: 0 } }) ===
 *   unitDigest({ kind: 'score', inputs: { from: 0, rows: 10 } }) // => true
 */
export function unitDigest({ kind, inputs }: Unit): string {
  return hash('sha256', canonicalJson({ inputs: inputs as JsonValue, kind }));
}
