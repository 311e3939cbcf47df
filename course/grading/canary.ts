import { hash } from 'node:crypto';

/**
 * Returns the title of the test that must fail in the tests of an exercise. An answer that learned
 * the title of one exercise does not know that of another.
 *
 * @param secret a random string, new for each run
 */
export function canaryOf(secret: string, exercise: string): string {
  return hash('sha256', `${secret} ${exercise}`).slice(0, 32);
}
