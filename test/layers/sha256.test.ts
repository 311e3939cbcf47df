import { expect, it } from 'vitest';
import { sha256 } from '../../lib/layers/sha256';
import { sha256 as sha256InBrowsers } from '../../lib/layers/sha256.browser';

it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 1000])('the digest of %i bytes is the same in browsers', (n) => {
  const bytes = Uint8Array.from({ length: n }, (_, at) => 7 * at + 3);
  expect(sha256InBrowsers(bytes)).toBe(sha256(bytes));
});
