/** `runtime.ts` in the package `sentiment-lab`, which depends on `lstm-sentiment`. */
export const { load } = require('lstm-sentiment') as typeof import('../../runtime');
