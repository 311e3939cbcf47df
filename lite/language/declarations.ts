/**
 * Reads the declarations of the library and of what it uses, which `build-declarations.ts` packs
 * into one compressed file: plain file servers compress nothing.
 *
 * @returns the texts by their path from the root `/`
 * @throws when they cannot be loaded
 */
export async function readDeclarations(address: string): Promise<Map<string, string>> {
  const response = await fetch(address);
  if (!response.ok || !response.body)
    throw new Error(`${address} cannot be loaded (${response.status}): reload the page.`);
  const unpacked = response.body.pipeThrough(new DecompressionStream('gzip'));
  const files = (await new Response(unpacked).json()) as Record<string, string>;
  return new Map(Object.entries(files));
}
