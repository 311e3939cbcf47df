/** Fetches the model once: later visits find it in the browser's cache of this site. */

/** The name of the cache. The service worker reads it, too. */
export const MODEL_CACHE = 'playground-models';

/**
 * Returns the bytes of a model, and keeps them for the next visit. The name of its file contains
 * its digest, so a kept one is never stale, and others are removed.
 *
 * @param onBytes receives how many bytes of how many have come; 0 if that is unknown
 * @throws when it cannot be fetched
 */
export async function fetchModel(
  url: string,
  onBytes: (bytes: number, total: number) => void,
): Promise<Uint8Array> {
  const cache = await openCache();
  const kept = await cache?.match(url);
  const response = kept ?? (await fetch(url));
  if (!response.ok) throw new Error(`${url}: HTTP status ${response.status}`);
  const bytes = await bytesOf(response, onBytes);
  if (kept || !cache) return bytes;
  try {
    await cache.put(url, new Response(bytes.slice(), { headers: { 'content-type': TYPE } }));
    for (const other of await cache.keys()) if (other.url !== url) await cache.delete(other);
  } catch {
    // The browser gives this site no room. It works without.
  }
  return bytes;
}

const TYPE = 'application/octet-stream';

/** Returns the cache; undefined where there is none, as in some private windows. */
async function openCache(): Promise<Cache | undefined> {
  try {
    return await caches.open(MODEL_CACHE);
  } catch {
    return undefined;
  }
}

async function bytesOf(
  response: Response,
  onBytes: (bytes: number, total: number) => void,
): Promise<Uint8Array> {
  const total = Number(response.headers.get('content-length') ?? 0);
  const reader = response.body!.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    length += next.value.length;
    onBytes(length, total);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
