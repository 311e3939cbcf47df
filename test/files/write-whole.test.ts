import { expect, test } from 'vitest';
import { writeWhole } from '../../lib/files/write-whole';

test('all bytes are written, although each call of the system writes only some', async () => {
  const file = Buffer.alloc(12, '.');
  const handle = {
    async write(bytes: Uint8Array, from: number, length: number, position: number) {
      const bytesWritten = Math.min(3, length);
      file.set(bytes.subarray(from, from + bytesWritten), position);
      return { bytesWritten, buffer: bytes };
    },
  };
  await writeWhole(handle as never, Buffer.from('a text'), 2);
  expect(file.toString()).toBe('..a text....');
});
