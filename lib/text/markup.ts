import { decodeHTMLStrict } from 'entities/lib/decode.js';

/** The elements of HTML that occur in texts. `<3` and `<rant>` are no elements. */
const ELEMENTS = [
  'a|abbr|acronym|address|article|aside|b|big|blockquote|body|br|button|center|cite|code|dd|del|div|dl|dt',
  'em|embed|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd',
  'label|li|link|main|mark|meta|nav|object|ol|option|p|param|picture|pre|q|s|samp|script|section|select',
  'small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead',
  'title|tr|tt|u|ul|var|video|wbr',
].join('|');

const TAG = new RegExp(`</?(?:${ELEMENTS})(?:\\s[^<>]*)?/?>`, 'gi');

/**
 * Returns a text without markup: entities become characters, and a tag becomes a space, as does a
 * line break or tab that is written as `\n` or `\t`, with a backslash. `"Good&nbsp;&amp; fun<br>I
 * &lt;3 it"` becomes `"Good & fun I <3 it"`. Entities are decoded twice: many files have
 * `&amp;lt;` for `<`.
 */
export function withoutMarkup(text: string): string {
  const decoded = text.includes('&') ? decodeHTMLStrict(decodeHTMLStrict(text)) : text;
  return decoded.replace(TAG, ' ').replace(/\\[nrt]/g, ' ');
}
