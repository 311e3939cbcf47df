/** Checks reviews that a program made itself, for errors that name what is wrong. */

const FORM = "{ text: 'A delight.', label: 'positive', source: 'my.csv:1' }";

/**
 * Checks what was passed as reviews.
 *
 * @param what the function that they were passed to
 * @param options.asArray whether a stream is refused. Default false
 * @throws TypeError if it is a path, a promise, or something else than an array or a stream
 */
export function requireReviews(
  what: string,
  reviews: unknown,
  { asArray = false }: { asArray?: boolean } = {},
): void {
  const wanted = `${what} takes reviews such as [${FORM}]`;
  if (typeof reviews === 'string')
    throw new TypeError(`${wanted}, not a string: await readReviews(path) reads a file`);
  if (reviews instanceof Promise) throw new TypeError(`${wanted}, not a promise: await it first`);
  const isThis = asArray
    ? Array.isArray(reviews)
    : reviews !== null && typeof reviews === 'object' && isIterable(reviews);
  if (!isThis) throw new TypeError(`${wanted}, not ${kindOf(reviews)}`);
}

/**
 * Checks one of them. Its label may be missing.
 *
 * @param at its place
 * @throws TypeError if its text is no string, or its label is something else than a string
 */
export function requireReview(review: unknown, at: number): void {
  if (review === null || typeof review !== 'object')
    throw new TypeError(`reviews[${at}] is ${kindOf(review)}; a review is ${FORM}`);
  const { text, label } = review as { text?: unknown; label?: unknown };
  if (typeof text !== 'string')
    throw new TypeError(`reviews[${at}].text is ${kindOf(text)}; a review is ${FORM}`);
  if (label !== undefined && typeof label !== 'string')
    throw new TypeError(
      `reviews[${at}].label is ${kindOf(label)}: labels are strings${label === null ? '' : `, such as String(${label})`}`,
    );
}

function isIterable(value: object): boolean {
  return Symbol.iterator in value || Symbol.asyncIterator in value;
}

/** Returns `a number (1)`, `undefined`, `an object`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return `${value}`;
  const kind = typeof value;
  if (kind === 'number' || kind === 'boolean' || kind === 'bigint') return `a ${kind} (${value})`;
  return `${kind === 'object' ? 'an' : 'a'} ${kind}`;
}
