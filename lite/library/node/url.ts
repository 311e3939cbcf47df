/** `node:url` in a tab. */
export const fileURLToPath = (url: string | URL) => decodeURIComponent(new URL(url).pathname);
export const pathToFileURL = (path: string) => new URL(`file://${path}`);
export const { URL } = globalThis;
export default { fileURLToPath, pathToFileURL, URL };
