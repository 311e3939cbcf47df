import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What a server counts, for Prometheus. */
export interface ServingMetrics {
  /** Adds a response. */
  request(route: string, status: number, seconds: number): void;
  /** Adds a batch of this many texts. */
  batch(texts: number): void;
  /** The media type of `text`. */
  contentType: string;
  /** Returns all metrics in Prometheus' text format. */
  text(): Promise<string>;
}

/**
 * Returns new metrics: requests and their seconds by route and status, texts by batch, waiting
 * texts, and those of the process.
 *
 * @param waiting returns the number of texts that wait
 */
export function servingMetrics(waiting: () => number): ServingMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Seconds from request to response',
    labelNames: ['route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const texts = new Counter({ name: 'sentiment_texts_total', help: 'Classified texts', registers });
  const batches = new Histogram({
    name: 'sentiment_batch_texts',
    help: 'Texts in a batch',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
    registers,
  });
  new Gauge({
    name: 'sentiment_waiting_texts',
    help: 'Texts that wait for a worker',
    registers,
    collect() {
      this.set(waiting());
    },
  });
  return {
    request: (route, status, duration) => seconds.observe({ route, status }, duration),
    batch(count) {
      texts.inc(count);
      batches.observe(count);
    },
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}
