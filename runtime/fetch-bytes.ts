/**
 * Returns the bytes of a URL. Undefined if there is nothing.
 *
 * @throws when there is no answer, or the server answers with an error
 */
export async function fetchBytes(place: string | URL): Promise<Uint8Array | undefined> {
  const response = await fetch(place);
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${place}: HTTP status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
