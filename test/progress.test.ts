import { describe, expect, it, vi } from 'vitest';
import { amount, duration, rate, reportWhile, showProgress } from '../lib/progress';

describe('amount', () => {
  it('an amount groups thousands and names the unit', () =>
    expect(amount(12_500, 25_000, 'reviews')).toBe('12,500 of 25,000 reviews'));
  it('bytes are shown as megabytes', () =>
    expect(amount(12_345_678, 76_067_791, 'bytes')).toBe('12.3 of 76.1 MB'));
  it('an unknown total is left out', () => expect(amount(12_345_678, 0, 'bytes')).toBe('12.3 MB'));
  it('an amount needs no unit', () => expect(amount(1, 2, '')).toBe('1 of 2'));
});

describe('duration', () => {
  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [200, '3 min 20 s'],
    [7_500, '2 h 5 min'],
  ])('%d seconds read as %s', (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe('rate', () => {
  it.each([
    [1_240.4, 'reviews', '1,240/s'],
    [4.16, 'steps', '4.2/s'],
    [3_100_000, 'bytes', '3.1 MB/s'],
  ])('%d %s per second read as %s', (perSecond, unit, text) => expect(rate(perSecond, unit)).toBe(text));
});

describe('reportWhile', () => {
  it('silent work is reported every ten seconds, until it ends', async () => {
    vi.useFakeTimers();
    const report = vi.fn();
    let end!: (result: string) => void;
    const work = reportWhile(report, () => new Promise<string>((resolve) => (end = resolve)));
    vi.advanceTimersByTime(25_000);
    expect(report).toHaveBeenCalledTimes(2);
    end('done');
    expect(await work).toBe('done');
    vi.advanceTimersByTime(60_000);
    expect(report).toHaveBeenCalledTimes(2);
    vi.useRealTimers();
  });
});

describe('showProgress', () => {
  it('a progress line has the amount, the rate, the time left and the note', () => {
    vi.useFakeTimers();
    const written: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const progress = showProgress('Training', 'steps');
    vi.advanceTimersByTime(10_000);
    progress(400, 1000, 'loss 0.500');
    vi.restoreAllMocks();
    vi.useRealTimers();
    expect(written).toEqual(['Training: 400 of 1,000 steps, 40.0/s, 15 s left, loss 0.500\n']);
  });

  it('without a known total, a log gets a line after a second, one every ten seconds and one at the end', () => {
    vi.useFakeTimers();
    const written: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const progress = showProgress('TensorFlow', 'bytes');
    for (let second = 0; second < 25; second++) {
      progress(second * 1e6, 0);
      vi.advanceTimersByTime(1000);
    }
    progress(25e6, 25e6);
    vi.restoreAllMocks();
    vi.useRealTimers();
    expect(written).toEqual([
      'TensorFlow: 1.0 MB, 1 s\n',
      'TensorFlow: 11.0 MB, 11 s\n',
      'TensorFlow: 21.0 MB, 21 s\n',
      'TensorFlow: 25.0 of 25.0 MB, 25 s\n',
    ]);
  });
});
