import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type KernelManifest, kernelDigest, kernelSources, sha256 } from '../../setup/native/kernel-builds';

const prebuilt = join(kernelSources(), 'prebuilt');
const manifest = JSON.parse(readFileSync(join(prebuilt, 'manifest.json'), 'utf8')) as KernelManifest;

test('the prebuilt kernels are built from the sources as they are: after a change, npm run kernels', () => {
  expect(manifest.digest).toBe(kernelDigest());
});

test.each(Object.entries(manifest.files))('the prebuilt %s is the recorded file', (file, digest) => {
  expect(sha256(join(prebuilt, file))).toBe(digest);
});
