/** Replaces `files.ts` in workerd, which has no files but modules. */

import { fetchBytes } from './fetch-bytes';
import model from './model.bin';

/** The bytes of the bundled model. */
export const BUNDLED_MODEL: string | URL | Uint8Array = new Uint8Array(model);

export { fetchBytes as readFrom };
