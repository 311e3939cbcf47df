/** The routes of the server, which knows nothing of sockets and processes. */
import { isUtf8 } from 'node:buffer';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import { predictedClass } from '../evaluation/metrics';
import { NoWorker, type ScoringPool } from '../scoring/pool';
import { type Batcher, Overloaded } from './batcher';
import type { Explainer } from './explainer';
import type { ServingMetrics } from './metrics';

/** The prediction for a text, as `POST /predict` returns it. */
export interface ServedPrediction {
  /** The predicted class; null if the model knows no word of the text. */
  label: string | null;
  /** The probability of that class; null without a label. */
  probability: number | null;
  /** The probability of each class; null without a label. */
  scores: Record<string, number> | null;
}

/** Limits of a request. */
export interface RequestLimits {
  /** The most bytes of a request's body. */
  maxBytes: number;
  /** The most texts of a request. */
  maxTexts: number;
  /** The most characters of a text to explain, which takes three predictions for each word. */
  maxExplained: number;
}

/** What the routes need. */
export interface AppParts {
  pool: Pick<ScoringPool, 'classes'>;
  batcher: Batcher;
  explainer: Explainer;
  metrics: ServingMetrics;
  limits: RequestLimits;
  /** Limits the texts of each client. Default: no limit. */
  rateLimiter?: RateLimiterAbstract;
  /** Returns the address of the client of a request. */
  clientOf(context: Context): string;
  /** Whether the server is stopping. */
  isStopping(): boolean;
  /** Receives errors of the server itself. */
  onError(error: Error): void;
}

/** An error of the client, with the status of the response. */
class RequestError extends Error {
  constructor(
    readonly status: 400 | 413 | 415 | 429 | 503,
    message: string,
    /** Seconds. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/**
 * Returns the routes:
 *
 * - `POST /predict` with `{ "text": "..." }` or `{ "texts": ["...", ...] }`
 * - `POST /explain` with `{ "text": "...", "label": "..." }`, the label being optional
 * - `GET /health`, `GET /metrics`
 *
 * Errors are `{ "error": "..." }` with status 400, 404, 413, 415, 429, 500 or 503.
 */
export function servingApp(parts: AppParts): Hono {
  const { pool, batcher, metrics, limits } = parts;
  const app = new Hono();
  app.use(async (context, next) => {
    const started = performance.now();
    await next();
    const route = ROUTES.includes(context.req.path) ? context.req.path : 'other';
    metrics.request(route, context.res.status, (performance.now() - started) / 1000);
    if (parts.isStopping()) context.header('Connection', 'close');
  });
  app.use(
    bodyLimit({
      maxSize: limits.maxBytes,
      onError: () => {
        throw new RequestError(413, `the body has more than ${limits.maxBytes} bytes: send fewer texts`);
      },
    }),
  );

  app.post('/predict', async (context) => {
    const body = await jsonOf(context);
    const texts = textsOf(body, limits.maxTexts);
    await limitRate(parts, context, texts.length);
    const { probabilities, isRead } = await batcher.score(texts);
    const predictions = texts.map((_, at) => predictionAt(probabilities, isRead, at, pool.classes));
    return context.json('texts' in body ? { predictions } : predictions[0]!);
  });

  app.post('/explain', async (context) => {
    const { text, label } = await jsonOf(context);
    if (typeof text !== 'string' || text.trim() === '')
      throw new RequestError(400, 'send { "text": "..." } with at least one word');
    if (text.length > limits.maxExplained)
      throw new RequestError(
        413,
        `the text has more than ${limits.maxExplained} characters: send less of it`,
      );
    if (label !== undefined && !(typeof label === 'string' && pool.classes.includes(label)))
      throw new RequestError(400, `"label" is one of ${pool.classes.join(', ')}`);
    await limitRate(parts, context, 1);
    if (batcher.waiting > 0) throw new Overloaded(1); // predictions first
    return context.json(await explained(parts, context, text, label));
  });

  app.get('/health', (context) =>
    parts.isStopping()
      ? context.json({ status: 'stopping' }, 503)
      : context.json({ status: 'ok', classes: pool.classes, waiting: batcher.waiting }),
  );

  app.get('/metrics', async (context) => {
    context.header('Content-Type', metrics.contentType);
    return context.body(await metrics.text());
  });

  app.notFound((context) =>
    context.json({ error: 'the routes are POST /predict, POST /explain, GET /health and GET /metrics' }, 404),
  );
  app.onError((error, context) => {
    const known = asRequestError(error);
    if (!(known instanceof RequestError)) {
      parts.onError(error);
      return context.json({ error: 'the server failed; its log says why' }, 500);
    }
    if (known.retryAfter !== undefined) context.header('Retry-After', `${known.retryAfter}`);
    return context.json({ error: known.message }, known.status);
  });
  return app;
}

/** Returns an error of the pool or the batcher that the client is told. */
function asRequestError(error: Error): Error {
  if (error instanceof Overloaded) return new RequestError(503, error.message, error.retryAfter);
  if (error instanceof NoWorker)
    return new RequestError(503, 'the model is not available; the log of the server says why', 10);
  return error;
}

const ROUTES = ['/predict', '/explain', '/health', '/metrics'];

/**
 * Returns the body of a request. A page of another website cannot send this media type without the
 * server's consent, which is never given.
 */
async function jsonOf(context: Context): Promise<Record<string, unknown>> {
  if (!/^application[/]json\b/i.test(context.req.header('content-type') ?? ''))
    throw new RequestError(415, 'send JSON, with Content-Type: application/json');
  const bytes = await context.req.arrayBuffer().catch((error: Error) => {
    if (error instanceof RequestError) throw error; // it is too large
    throw new RequestError(400, 'the connection was closed before the end of the body');
  });
  if (!isUtf8(bytes)) throw new RequestError(400, 'the body is not UTF-8');
  const body = parsed(Buffer.from(bytes).toString('utf8'));
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new RequestError(400, 'send a JSON object, { "text": "..." } or { "texts": ["..."] }');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RequestError(400, `the body is not JSON: ${(error as Error).message}`);
  }
}

function textsOf(body: Record<string, unknown>, maxTexts: number): string[] {
  const { text, texts = [text] } = body;
  if ('text' in body && 'texts' in body) throw new RequestError(400, 'send "text" or "texts", not both');
  if (!Array.isArray(texts) || texts.length === 0 || !texts.every((one) => typeof one === 'string'))
    throw new RequestError(400, 'send { "text": "..." } or { "texts": ["...", ...] }, of strings');
  if (texts.length > maxTexts)
    throw new RequestError(413, `${texts.length} texts are more than ${maxTexts}: send several requests`);
  return texts;
}

/** @throws RequestError with status 429 if a client has sent too many texts, 413 if it never may */
async function limitRate({ rateLimiter, clientOf }: AppParts, context: Context, texts: number) {
  const most = rateLimiter?.points ?? texts;
  if (texts > most)
    throw new RequestError(
      413,
      `${texts} texts are more than ${most} a minute: send them in several minutes`,
    );
  try {
    await rateLimiter?.consume(clientOf(context), texts);
  } catch (limit) {
    if (limit instanceof Error) throw limit;
    const seconds = Math.max(1, Math.ceil((limit as { msBeforeNext: number }).msBeforeNext / 1000));
    throw new RequestError(429, `too many texts from this address: try again in ${seconds} s`, seconds);
  }
}

async function explained({ explainer }: AppParts, context: Context, text: string, label?: string) {
  try {
    return await explainer.explain(text, label, context.req.raw.signal);
  } catch (error) {
    if (context.req.raw.signal.aborted) throw new RequestError(400, 'the connection was closed meanwhile');
    if (/^there is no token/.test((error as Error).message))
      throw new RequestError(400, (error as Error).message);
    throw error;
  }
}

function predictionAt(
  all: Float32Array,
  isRead: Uint8Array,
  at: number,
  classes: readonly string[],
): ServedPrediction {
  if (isRead[at] === 0) return { label: null, probability: null, scores: null };
  const probabilities = all.subarray(at * classes.length, (at + 1) * classes.length);
  const { classIndex, value } = predictedClass(probabilities);
  return {
    label: classes[classIndex]!,
    probability: value,
    scores: Object.fromEntries(classes.map((label, n) => [label, probabilities[n]!])),
  };
}
