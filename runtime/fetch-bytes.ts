/**
 * Returns the bytes of a URL. Undefined if there is nothing.
 *
 * @throws when there is no answer, or the server answers with an error; the message names the URL
 */
export async function fetchBytes(place: string | URL): Promise<Uint8Array | undefined> {
  const response = await fetch(place).catch((error: Error) => {
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw new Error(`${place} cannot be fetched: ${message}`, { cause: error });
  });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${place}: HTTP status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
