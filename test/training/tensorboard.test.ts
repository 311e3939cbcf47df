import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isNative, ready } from '../../lib/backend';
import { venvPython } from '../../lib/python';
import { runName, summariesIn } from '../../lib/training';

beforeAll(async () => {
  await ready();
});

const folder = mkdtempSync(join(tmpdir(), 'summaries-'));
afterAll(() => rmSync(folder, { recursive: true }));

const READ_BACK = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
events = EventAccumulator(sys.argv[1])
events.Reload()
print(json.dumps({tag: [[e.step, round(e.value, 4)] for e in events.Scalars(tag)] for tag in events.Tags()['scalars']}))
`;

it('writes curves that the real TensorBoard reads', (context) => {
  if (!isNative())
    return context.skip('event files are written by the native library, which is not installed');
  const summaries = summariesIn(folder);
  for (const step of [0, 50, 100]) {
    summaries.scalar('Loss', 1 / (step + 1), step);
    summaries.scalar('Accuracy', step / 100, step);
  }
  summaries.flush();
  const read = execFileSync(venvPython(), ['-c', READ_BACK, folder], { encoding: 'utf8', stdio: 'pipe' });
  expect(JSON.parse(read)).toEqual({
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

it("names runs by their start, as the O'Reilly text does", () =>
  expect(runName(new Date('2017-07-13T15:30:00Z'))).toBe('20170713-153000'));
