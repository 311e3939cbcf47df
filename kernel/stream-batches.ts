/**
 * Sends the text that cells print in batches. A message for each line would keep a browser busy,
 * and JupyterLab drops what exceeds 1,000 messages a second.
 */
import { setTimeout } from './platform';
import type { Publish } from './server';

/** The longest time that text waits, in ms. */
const WAIT_MS = 25;
/** The most characters of a batch. */
const MOST = 64 * 1024;

/** A publisher that collects text. */
export interface Batches {
  /** Publishes a message after the text that was printed before it. */
  publish: Publish;
  /** Publishes the text that waits. */
  flush(): void;
}

/** Splits a long text between two characters. */
function* parts(text: string): Iterable<string> {
  for (let start = 0; start < text.length; ) {
    const last = text.charCodeAt(start + MOST - 1);
    const isHalf = last >= 0xd800 && last <= 0xdbff;
    const end = start + MOST - (isHalf ? 1 : 0);
    yield text.slice(start, end);
    start = end;
  }
}

/**
 * Returns a publisher that sends text at most every 25 ms: the first text at once, so that a cell
 * that never awaits shows something, and the rest together.
 */
export function inBatches(publish: Publish): Batches {
  let name: unknown;
  let texts: string[] = [];
  let length = 0;
  let sent = -Infinity;
  let isWaiting = false;

  function flush(): void {
    if (texts.length === 0) return;
    const text = texts.join('');
    texts = [];
    length = 0;
    sent = performance.now();
    for (const part of parts(text)) publish('stream', { name, text: part });
  }

  return {
    flush,
    publish(msgType, content) {
      if (msgType !== 'stream') {
        flush();
        publish(msgType, content);
        return;
      }
      if (content['name'] !== name) flush();
      name = content['name'];
      const text = String(content['text']);
      texts.push(text);
      length += text.length;
      if (length >= MOST || performance.now() - sent >= WAIT_MS) {
        flush();
      } else if (!isWaiting) {
        isWaiting = true;
        setTimeout(() => {
          isWaiting = false;
          flush();
        }, WAIT_MS);
      }
    },
  };
}
