/**
 * The connection to a Redis server. `bullmq` and `ioredis` are loaded only here, when a URL is
 * given: whoever uses no queue need not install them.
 */
import type { Redis } from 'ioredis';

/** The environment variable of the password, if it is not in the URL. */
export const PASSWORD_VARIABLE = 'SENTIMENT_REDIS_PASSWORD';

/** The name of the queue, if no other is given. */
export const QUEUE = 'sentiment-lab';

/**
 * Returns the name of a queue.
 *
 * @throws if BullMQ takes no such name
 */
export function queueName(text: string): string {
  if (text === '' || text.includes(':'))
    throw new Error(`"${text}" is no name of a queue: write one without a colon, such as ${QUEUE}`);
  return text;
}

const MISSING = 'a queue needs two packages more: npm install bullmq@6 ioredis@6';
const FIRST_TRY = 10_000; // ms to connect
const LONGEST_PAUSE = 5000; // ms between two tries to connect again

/** Returns the packages of the queue. @throws if they are not installed */
export async function queuePackages(): Promise<{
  bullmq: typeof import('bullmq');
  ioredis: typeof import('ioredis');
}> {
  try {
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
    return { bullmq, ioredis };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.endsWith('MODULE_NOT_FOUND')) throw new Error(MISSING);
    throw error;
  }
}

/** Where a Redis server is. */
export interface RedisPlace {
  /** The URL with its password. It is never printed. */
  url: string;
  /** The URL without user and password, for messages. */
  shown: string;
}

/**
 * Returns where a Redis server is.
 *
 * @param url `redis://host:6379`, or `rediss://` for TLS; with `user:password@` before the host, if
 *   the password is not in `SENTIMENT_REDIS_PASSWORD`
 * @throws if it is no such URL. The message does not contain the password
 */
export function redisPlace(url: string, env: NodeJS.ProcessEnv = process.env): RedisPlace {
  const form = 'write redis://host:6379, or rediss://host:6379 for TLS';
  if (!/^rediss?:[/][/]/.test(url)) throw new Error(`this is no URL of a Redis server: ${form}`);
  const parsed = parsedUrl(url);
  if (!parsed?.hostname)
    throw new Error(
      `the URL of the Redis server cannot be read: ${form}. Write special characters in a password as %XX`,
    );
  const password = env[PASSWORD_VARIABLE];
  if (parsed.password === '' && password) parsed.password = encodeURIComponent(password);
  const { protocol, host, pathname } = parsed;
  return { url: parsed.href, shown: `${protocol}//${host}${pathname === '/' ? '' : pathname}` };
}

function parsedUrl(url: string): URL | undefined {
  try {
    const parsed = new URL(url);
    decodeURIComponent(`${parsed.username}:${parsed.password}`); // the client does it, too
    return parsed;
  } catch {
    return undefined;
  }
}

/**
 * Returns a connection that connects again whenever it is lost. The first connection must succeed.
 *
 * @param onError receives each error of the connection in words
 * @throws if the server cannot be reached or refuses the password: what, where, and what to do
 */
export async function connect(place: RedisPlace, onError: (message: string) => void): Promise<Redis> {
  const { ioredis } = await queuePackages();
  let isConnected = false;
  let last: unknown;
  const redis = new ioredis.Redis(place.url, {
    lazyConnect: true,
    connectTimeout: FIRST_TRY,
    maxRetriesPerRequest: null, // commands wait for the connection
    retryStrategy: (times) => (isConnected ? Math.min(LONGEST_PAUSE, 100 * 2 ** times) : null),
  });
  redis.on('error', (error) => {
    last = error;
    if (isConnected) onError(explained(error, place));
  });
  try {
    await redis.connect();
    await redis.ping();
    isConnected = true;
    return redis;
  } catch (error) {
    redis.disconnect();
    throw new Error(explained(last ?? error, place), { cause: last ?? error });
  }
}

/** Connects, and disconnects. @throws like `connect` */
export async function requireRedis(url: string): Promise<void> {
  (await connect(redisPlace(url), () => {})).disconnect();
}

/**
 * Returns an error of the connection in words: what, where and what to do. Passwords are not in it.
 */
export function explained(error: unknown, { shown, url }: RedisPlace): string {
  const {
    code = '',
    message = '',
    errors = [],
  } = error as NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] };
  const said =
    [message, ...errors.map((one) => one.message)].filter(Boolean).join('; ') || code || String(error);
  const text = `${code} ${errors.map((one) => one.code).join(' ')} ${said}`;
  const advice = ADVICE.find(([pattern]) => pattern.test(text))?.[1] ?? 'look at its log';
  return `the Redis server ${shown} cannot be used: ${withoutSecrets(said, url).replace(/[.]+$/, '')}. What to do: ${advice}`;
}

const ADVICE: readonly [RegExp, string][] = [
  [
    /NOAUTH|WRONGPASS|invalid password|without any password/i,
    `check user and password in the URL, or in ${PASSWORD_VARIABLE}`,
  ],
  [/NOPERM/, 'allow this user all commands and keys (ACL)'],
  [
    /CERT|certificate|self.signed|altname/i,
    'name the file of its certificate authority in NODE_EXTRA_CA_CERTS, and the host as in its certificate',
  ],
  [
    /EPROTO|wrong version number|ECONNRESET|closed/i,
    'check whether it expects TLS: rediss:// is with TLS, redis:// without',
  ],
  [
    /DENIED|protected mode/i,
    'it takes connections from its own machine only: set bind and requirepass in its redis.conf',
  ],
  [/Redis version/i, 'use Redis 6.2 or newer'],
  [/ECONNREFUSED/, 'start it there, check host and port, and the line bind in its redis.conf'],
  [/ENOTFOUND|EAI_AGAIN/, 'check the name of the host'],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH/,
    'check host, port and firewall, and whether it expects TLS: rediss:// is with TLS, redis:// without',
  ],
  [/needs to be greater or equal/, 'use Redis 6.2 or newer'],
  [/LOADING/, 'wait until it has loaded its data'],
  [/OOM|maxmemory/, 'give it more memory, with maxmemory-policy noeviction'],
  [/MISCONF|READONLY/, 'look at its disk, and whether it is a replica'],
];

/** Returns a message without what is secret in a URL. */
function withoutSecrets(message: string, url: string): string {
  const { username, password } = new URL(url);
  const secrets = [url, password, decodeURIComponent(password)].filter((secret) => secret !== '');
  const plain = secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message);
  return username ? plain.replaceAll(`${username}:***@`, '') : plain;
}
