/** `node:stream/promises` in a tab. */
import { promises } from 'readable-stream';

export const { finished, pipeline } = promises;
