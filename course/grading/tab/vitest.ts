/** The module `vitest` for the tests of exercises in a tab: vitest's own runner. */
export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from '@vitest/runner';
