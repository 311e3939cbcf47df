import { gunzipSync, gzipSync } from 'node:zlib';

const SEAL =
  '// Sealed, so that reading the tests does not spoil the exercise. `npm run grade` runs it.\nexport const sealed =\n  ';

/**
 * Returns a test file that nobody reads by chance. This hides; it does not protect: whoever wants to open it can, as
 * the grader does.
 */
export function sealed(code: string): string {
  return `${SEAL}'${gzipSync(code, { level: 9 }).toString('base64')}';\n`;
}

/** Returns what was sealed; code that is not sealed comes back as it is. */
export function unsealed(text: string): string {
  const code = text.replace(/\r\n/g, '\n');
  if (!code.startsWith(SEAL)) return text;
  return gunzipSync(Buffer.from(code.slice(SEAL.length + 1, code.lastIndexOf("'")), 'base64')).toString(
    'utf8',
  );
}
