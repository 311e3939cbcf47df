import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KERNEL_FOLDERS, type KernelManifest, kernelDigest, sha256 } from '../../setup/native/kernel-builds';

describe.each(KERNEL_FOLDERS)('%s', (folder) => {
  const prebuilt = join(folder, 'prebuilt');
  const manifest = JSON.parse(readFileSync(join(prebuilt, 'manifest.json'), 'utf8')) as KernelManifest;

  test('the prebuilt kernels are built from the sources as they are: after a change, npm run kernels', () => {
    expect(manifest.digest).toBe(kernelDigest(folder));
  });

  test.each(Object.entries(manifest.files))('the prebuilt %s is the recorded file', (file, digest) => {
    expect(sha256(join(prebuilt, file))).toBe(digest);
  });
});
