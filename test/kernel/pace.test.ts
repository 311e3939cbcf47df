import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { outputPace } from '../../kernel/pace';
import { inBatches } from '../../kernel/stream-batches';

/** What JupyterLab's server takes in three seconds by default. More it drops. */
const WINDOW_MS = 3000;
const MOST_MESSAGES = 3000;
const MOST_BYTES = 3e6;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Atomics, 'wait').mockImplementation((_array, _index, _value, ms) => {
    vi.advanceTimersByTime(Number(ms));
    return 'timed-out';
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test.each([
  ['long messages', 200, 64_000],
  ['many short messages', 5000, 300],
])('%s never exceed the limits of JupyterLab', (_, count, size) => {
  const pace = outputPace(new Int32Array(1));
  const sent: number[] = [];
  for (let index = 0; index < count; index += 1) {
    pace.wait(size);
    sent.push(performance.now());
  }
  const most = Math.min(MOST_MESSAGES, Math.floor(MOST_BYTES / size));
  const spans = sent.slice(most).map((at, index) => at - Number(sent[index]));
  expect(spans.length).toBeGreaterThan(0);
  expect(Math.min(...spans)).toBeGreaterThan(WINDOW_MS);
});

test('the first megabyte does not wait, and the next cell has its own', () => {
  const pace = outputPace(new Int32Array(1));
  for (let cell = 0; cell < 5; cell += 1) {
    for (let part = 0; part < 15; part += 1) pace.wait(64_000);
    pace.forget();
  }
  expect(Atomics.wait).not.toHaveBeenCalled();
});

test('a long text is sent in parts that keep its characters whole', () => {
  const sent: string[] = [];
  const { publish } = inBatches((_, { text }) => sent.push(String(text)));
  const text = `a${'😀'.repeat(100_000)}`;
  publish('stream', { name: 'stdout', text });
  expect(sent.length).toBeGreaterThan(3);
  expect(sent.join('')).toBe(text);
  for (const part of sent) expect(part).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
});
