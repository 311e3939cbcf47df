/** `node:assert/strict` in a tab. */
import assert from 'assert/';

const { strict } = assert;
export const {
  AssertionError,
  deepEqual,
  deepStrictEqual,
  doesNotMatch,
  doesNotReject,
  doesNotThrow,
  equal,
  fail,
  match,
  notDeepEqual,
  notEqual,
  ok,
  rejects,
  strictEqual,
  throws,
} = strict;
export default strict;
