import { afterEach, describe, expect, it } from 'vitest';
import { CELL_SIGNAL, cellSignal, pause, wait } from '../lib/interrupt';

const cell = globalThis as { [CELL_SIGNAL]?: AbortSignal };

describe('pause', () => {
  afterEach(() => {
    delete cell[CELL_SIGNAL];
  });

  it('a pause lets other tasks run', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('other task'));
    await pause();
    order.push('after');
    expect(order).toEqual(['other task', 'after']);
  });

  it('a pause throws the reason of an abort that came meanwhile', async () => {
    const stop = new AbortController();
    setImmediate(() => stop.abort(new Error('stopped by the user')));
    await expect(pause(stop.signal)).rejects.toThrow('stopped by the user');
  });

  it("in a notebook, a pause obeys the running cell's signal", async () => {
    const stop = new AbortController();
    cell[CELL_SIGNAL] = stop.signal;
    expect(cellSignal()).toBe(stop.signal);
    stop.abort();
    await expect(pause()).rejects.toThrow(/abort/i);
  });
});

describe('wait', () => {
  it('ends after its time, and throws the reason of an abort before it', async () => {
    const stop = new AbortController();
    await wait(1, stop.signal);
    const reason = new Error('stopped by the user');
    setImmediate(() => stop.abort(reason));
    await expect(wait(60_000, stop.signal)).rejects.toBe(reason);
    await expect(wait(60_000, stop.signal)).rejects.toBe(reason); // stopped before
  });
});
