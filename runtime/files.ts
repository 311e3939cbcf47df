import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchBytes } from './fetch-bytes';

/** The file of the bundled model. */
export const BUNDLED_MODEL: string | URL = join(__dirname, 'model.bin');

/**
 * Returns the bytes of a file, or of an `http` or `https` URL. Undefined if there is none, or if it
 * is a folder.
 *
 * @throws when it cannot be read
 */
export async function readFrom(place: string | URL): Promise<Uint8Array | undefined> {
  if (/^https?:/i.test(String(place))) return fetchBytes(place);
  try {
    return await readFile(/^file:/i.test(String(place)) ? fileURLToPath(place) : place);
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes((error as NodeJS.ErrnoException).code!)) return undefined;
    throw error;
  }
}
