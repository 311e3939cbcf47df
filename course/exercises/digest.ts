import { hash } from 'node:crypto';

/**
 * Returns the SHA-256 of a text, whatever its line ends are, and without a byte order mark. It
 * tells whether a stub has been edited.
 */
export function digestOf(text: string): string {
  return hash('sha256', text.replace(/^\ufeff/, '').replace(/\r\n/g, '\n'));
}
