import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isNative, ready, tf } from '../../lib/backend';
import { venvPython } from '../../lib/python';
import { runName, summaryWriter, weightHistograms } from '../../lib/training';

beforeAll(async () => {
  await ready();
});

const folder = mkdtempSync(join(tmpdir(), 'summaries-'));
afterAll(() => rmSync(folder, { recursive: true }));

const READ_BACK = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator, TENSORS
from tensorboard.util import tensor_util
events = EventAccumulator(sys.argv[1], size_guidance={TENSORS: 0})
events.Reload()
scalars = {tag: [[e.step, round(e.value, 4)] for e in events.Scalars(tag)] for tag in events.Tags()['scalars']}
histograms = {tag: [[e.step, tensor_util.make_ndarray(e.tensor_proto).tolist()] for e in events.Tensors(tag)]
              for tag in events.Tags()['tensors']}
print(json.dumps({'scalars': scalars, 'histograms': histograms}))
`;

/** Reads a folder with TensorBoard; a histogram is rows of left edge, right edge and count. */
function readBack(folder: string): {
  scalars: Record<string, number[][]>;
  histograms: Record<string, [step: number, buckets: number[][]][]>;
} {
  const options = { encoding: 'utf8', stdio: 'pipe' } as const;
  return JSON.parse(execFileSync(venvPython(), ['-c', READ_BACK, folder], options));
}

describe('summaryWriter', () => {
  it('writes scalars that TensorBoard reads', { timeout: 120_000 }, (context) => {
    if (!isNative())
      return context.skip('event files are written by the native library, which is not installed');
    const logDir = join(folder, 'curves');
    const summaries = summaryWriter(logDir);
    for (const step of [0, 50, 100]) {
      summaries.scalar('Loss', 1 / (step + 1), step);
      summaries.scalar('Accuracy', step / 100, step);
    }
    summaries.flush();
    expect(readBack(logDir).scalars).toEqual({
      Loss: [
        [0, 1],
        [50, 0.0196],
        [100, 0.0099],
      ],
      Accuracy: [
        [0, 0],
        [50, 0.5],
        [100, 1],
      ],
    });
  });

  it('removes event files that a killed process left empty, and no others', (context) => {
    if (!isNative())
      return context.skip('event files are written by the native library, which is not installed');
    const logDir = join(folder, 'killed');
    mkdirSync(logDir);
    for (const name of ['events.out.tfevents.1.host.1.v2', 'mine']) writeFileSync(join(logDir, name), '');
    writeFileSync(join(logDir, 'events.out.tfevents.2.host.1.v2'), 'an event');
    const summaries = summaryWriter(logDir);
    summaries.scalar('Loss', 1, 0);
    summaries.flush();
    const names = readdirSync(logDir).sort();
    expect(names).toHaveLength(3);
    expect(names).toContain('events.out.tfevents.2.host.1.v2');
    expect(names).toContain('mine');
    expect(names).not.toContain('events.out.tfevents.1.host.1.v2');
  });

  it('writes weight histograms that TensorBoard reads, for one weight and for many', {
    timeout: 120_000,
  }, (context) => {
    if (!isNative())
      return context.skip('event files are written by the native library, which is not installed');
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 300, inputShape: [1000], name: 'many', biasInitializer: 'ones' }),
        tf.layers.dense({ units: 1, name: 'single' }),
      ],
    });
    const logDir = join(folder, 'weights');
    const summaries = summaryWriter(logDir);
    for (const step of [0, 50]) weightHistograms(summaries, model, step);
    summaries.flush();
    const { histograms } = readBack(logDir);
    expect(Object.keys(histograms)).toEqual(['many/kernel', 'many/bias', 'single/kernel', 'single/bias']);
    const [step, buckets] = histograms['many/bias']![1]!;
    expect(step).toBe(50);
    expect(buckets.reduce((sum, [, , count]) => sum + count!, 0)).toBe(300);
    expect(Math.min(...buckets.map(([left]) => left!))).toBeCloseTo(1, 4);
    const kernel = histograms['many/kernel']![0]![1];
    expect(kernel.reduce((sum, [, , count]) => sum + count!, 0)).toBe(100_000);
    model.dispose();
  });
});

it('runName is the start time of a run, as in the oreilly tutorial', () =>
  expect(runName(new Date('2017-07-13T15:30:00Z'))).toBe('20170713-153000'));
