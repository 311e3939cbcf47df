/** Replaces `files.ts` in browsers. */
import { fetchBytes } from './fetch-bytes';

/** The URL of the bundled model. Bundlers look for exactly this expression. */
export const BUNDLED_MODEL: string | URL = new URL('./model.bin', import.meta.url);

export { fetchBytes as readFrom };
