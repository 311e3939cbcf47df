/** A bucket, or a part of it. */
export interface BucketPlace {
  bucket: string;
  /** The key of an object, or what precedes those of several, without a slash at its end. */
  key: string;
}

/** Returns whether a place is in a bucket: `s3://bucket/key`. */
export function isBucketUrl(place: string): boolean {
  return place.startsWith('s3://');
}

/**
 * Returns the bucket and the key of a URL.
 *
 * @throws if it names no bucket, or no key in it
 * @example
 * parseBucketUrl('s3://texts/2026/reviews.csv') // => { bucket: 'texts', key: '2026/reviews.csv' }
 */
export function parseBucketUrl(url: string): BucketPlace {
  const [, bucket, key = ''] = /^s3:[/][/]([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:[/]+(.*))?$/.exec(url) ?? [];
  const trimmed = key.replace(/[/]+$/, '');
  if (bucket === undefined || trimmed === '')
    throw new Error(`"${url}" is no place in a bucket: write s3://BUCKET/KEY`);
  return { bucket, key: trimmed };
}
