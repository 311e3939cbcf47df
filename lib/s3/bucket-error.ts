/** A place in a bucket cannot be used. */
export class BucketError extends Error {
  override name = 'BucketError';

  constructor(
    message: string,
    /** The name of the error in the protocol: `AccessDenied`. */
    readonly code = '',
    /** Whether the same request may succeed later. */
    readonly isPassing = false,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** What the client throws. */
interface ClientError {
  name?: string;
  code?: string;
  message?: string;
  /** Whether a response came, and which one. */
  $metadata?: { httpStatusCode?: number };
  errors?: { message?: string; code?: string }[];
}

/** Causes, by what the client says, and what to do about them. */
const ADVICE: readonly [RegExp, string][] = [
  [/NoSuchBucket/, 'make the bucket, or check its name'],
  [
    /Credential|AccessKey|Signature|Token|Profile/i,
    'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give this machine a role',
  ],
  [
    /AccessDenied|Forbidden|403/,
    'allow this user s3:ListBucket, and s3:GetObject, s3:PutObject and s3:DeleteObject on its objects',
  ],
  [/Region|Redirect|301/i, 'set AWS_REGION to the region of the bucket'],
  [/InvalidRange|416|PreconditionFailed|412/, 'it has changed: start again with a new output'],
  [/NoSuchKey|NotFound|404/, 'check its name'],
  [
    /ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|Timeout|ETIMEDOUT|socket|aborted/i,
    'check AWS_ENDPOINT_URL and the network',
  ],
  [/Invalid URL/, 'check AWS_ENDPOINT_URL: it begins with http:// or https://'],
  [/SlowDown|Throttl|503|500/, 'the server has too much to do: try again later'],
];

/**
 * Returns an error of the client in words: what, where and what to do.
 *
 * @param what could not be done: `read`, `written`
 * @param shown the URL of the object
 */
export function bucketError(error: unknown, what: string, shown: string): BucketError {
  if (error instanceof BucketError) return error;
  const { name = '', code = '', message = '', $metadata, errors = [] } = error as ClientError;
  const status = $metadata?.httpStatusCode;
  const said = [message, ...errors.map((one) => one.message)].filter(Boolean).join('; ') || name;
  const text = `${name} ${code} ${errors.map((one) => one.code).join(' ')} ${status ?? ''} ${said}`;
  const advice = ADVICE.find(([pattern]) => pattern.test(text))?.[1] ?? 'look at the log of the server';
  const kind = name === '' || name === 'Error' || name === said ? code : name;
  const isOurs = /Credential|Token|Region is missing|Invalid URL/i.test(text); // no request was sent
  const isPassing =
    !isOurs && (status === undefined || status >= 500 || status === 429 || status === 409 || status === 408);
  return new BucketError(
    `${shown} cannot be ${what}: ${[kind, said].filter(Boolean).join(': ').replace(/[.]+$/, '')}. What to do: ${advice}`,
    name,
    isPassing,
    error,
  );
}

/** Returns whether an object is missing. A bucket that is missing is another error. */
export function isMissing(error: unknown): boolean {
  return error instanceof BucketError && ['NoSuchKey', 'NotFound'].includes(error.code);
}

/** Returns whether an object was not written because of a condition. */
export function isConflict(error: unknown): boolean {
  return (
    error instanceof BucketError && ['PreconditionFailed', 'ConditionalRequestConflict'].includes(error.code)
  );
}
