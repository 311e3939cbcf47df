import fc from 'fast-check';
import { test } from 'vitest';
import { expectThat, forAll, written } from '../complaint';

/**
 * Adds a test that must fail. If it is reported as passed, or not reported, the grader knows that
 * the answer tampered with the tests.
 */
export function addCanary(title: string): void {
  test(title, () => {
    let failures = 0;
    for (const wrong of [
      () => expectThat(false, 'no'),
      () => forAll(fc.boolean(), (input) => expectThat(input, 'no')),
    ])
      try {
        wrong();
      } catch {
        failures += 1;
      }
    if (failures === 2 && written([1]) !== written([2])) throw new Error('as it must');
  });
}
