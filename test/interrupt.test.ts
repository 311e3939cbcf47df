import { afterEach, describe, expect, it } from 'vitest';
import { CELL_SIGNAL, cellSignal, pause } from '../lib/interrupt';

const cell = globalThis as { [CELL_SIGNAL]?: AbortSignal };

describe('a pause', () => {
  afterEach(() => {
    delete cell[CELL_SIGNAL];
  });

  it('lets others work', async () => {
    const order: string[] = [];
    setImmediate(() => order.push('other'));
    await pause();
    order.push('after');
    expect(order).toEqual(['other', 'after']);
  });

  it('throws the reason when the work was stopped meanwhile', async () => {
    const stop = new AbortController();
    setImmediate(() => stop.abort(new Error('stopped by the reader')));
    await expect(pause(stop.signal)).rejects.toThrow('stopped by the reader');
  });

  it("listens to the running cell's signal in a notebook", async () => {
    const stop = new AbortController();
    cell[CELL_SIGNAL] = stop.signal;
    expect(cellSignal()).toBe(stop.signal);
    stop.abort();
    await expect(pause()).rejects.toThrow(/abort/i);
  });
});
