import { unitStore } from './open-store';

/**
 * Returns a small file of a store, such as the manifest; undefined if there is none.
 *
 * @param place the folder of the units, or `s3://bucket/prefix`
 */
export async function readText(place: string, name: string): Promise<Buffer | undefined> {
  const store = unitStore(place);
  const found = await store.beginning(name, FIRST);
  if (!found || found.size <= found.bytes.length) return found?.bytes;
  const chunks = [found.bytes];
  for await (const chunk of store.chunks(name, found.bytes.length)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The bytes that are read at first: most files have no more. */
const FIRST = 2 ** 16;
