import { gunzipSync, gzipSync } from 'node:zlib';

const SEAL =
  '// Sealed, so that reading the tests does not spoil the exercise. `npm run grade` runs it.\nexport const sealed =\n  ';

/**
 * Returns a test file in a form that nobody reads by accident: its code, compressed. This is no
 * encryption: `unsealed` restores the code.
 */
export function sealed(code: string): string {
  return `${SEAL}'${gzipSync(code, { level: 9 }).toString('base64')}';\n`;
}

/** Returns the code of a sealed test file. Returns code that is not sealed unchanged. */
export function unsealed(text: string): string {
  const code = text.replace(/\r\n/g, '\n');
  if (!code.startsWith(SEAL)) return text;
  return gunzipSync(Buffer.from(code.slice(SEAL.length + 1, code.lastIndexOf("'")), 'base64')).toString(
    'utf8',
  );
}
