import fc from 'fast-check';

/** What is wrong with an answer, in words for the learner who wrote it. */
export class Complaint extends Error {
  override name = 'Complaint';
}

/** Complains unless `right`. */
export function expectThat(right: boolean, complaint: string): asserts right {
  if (!right) throw new Complaint(complaint);
}

/**
 * Tries an answer on many inputs. `examine` throws a complaint about one input. This function
 * throws the complaint about the smallest input that fails.
 */
export function forAll<T>(inputs: fc.Arbitrary<T>, examine: (input: T) => void, runs = 200): void {
  const details = fc.check(fc.property(inputs, examine), { seed: 17, numRuns: runs });
  if (details.failed) throw details.errorInstance;
}

/** Formats values as a learner would write them: rounded to four digits, strings in quotes. */
export function written(value: unknown): string {
  if (typeof value === 'number')
    return String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
  if (value instanceof Promise) return 'a Promise';
  if (Array.isArray(value)) return `[${value.map(written).join(', ')}]`;
  if (value instanceof Object && Object.getPrototypeOf(value) === Object.prototype)
    return `{ ${Object.entries(value)
      .map(([key, part]) => `${key}: ${written(part)}`)
      .join(', ')} }`;
  return JSON.stringify(value) ?? String(value);
}

/**
 * Complains if a function changed what was passed to it.
 *
 * @param given what was passed, and `before` a copy of it from before the call
 * @param what the name of the function, and what it was given: `analogy changed the vectors`
 * @param instead what to do: `sort a copy`
 */
export function expectUnchanged(given: unknown, before: unknown, what: string, instead: string): void {
  expectThat(
    JSON.stringify(given) === JSON.stringify(before),
    `${what} that were passed in, from ${written(before)} to ${written(given)}: ${instead}`,
  );
}

/** Freezes a value with all its parts, so that a function cannot change what is passed to it. */
export function frozen<T>(value: T): T {
  if (value && typeof value === 'object') for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

/** Returns how often something happened, in words. */
export function times(count: number): string {
  return count === 1 ? 'once' : count === 0 ? 'never' : `${count} times`;
}
