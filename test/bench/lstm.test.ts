import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { suites } from '../../bench';
import { bundled } from '../../bench/browser/serve-page';
import { contest } from '../../bench/contest';
import { lstmCases } from '../../bench/lstm/lstm-case';
import { benchFolder } from '../../bench/record';

const OPTIONS = { peers: false, fraction: 1 };
const NEEDS_TFJS_NODE = 'ours, native';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'lstm-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

describe('lstmCases', () => {
  it('has a training step and the forward pass, and recurrent dropout if wanted', async () => {
    const names = async (options?: object) =>
      (await lstmCases(scratch, { shape: [2, 3, 4, 5] }, options)).map(({ name }) => name);
    expect(await names()).toEqual(['training step, 2 x 3 x 4 x 5', 'forward, 2 x 3 x 4 x 5']);
    expect(await names({ recurrentDropout: true })).toContain(
      'training step with recurrent dropout, 2 x 3 x 4 x 5',
    );
  });
});

describe('the suite wasm', () => {
  it('its contestants agree, and ours say which kernel ran', async () => {
    const cases = await lstmCases(scratch, { shape: [3, 7, 4, 5], steps: 1 });
    const entries = suites.wasm!.entries(OPTIONS).filter(({ name }) => name !== NEEDS_TFJS_NODE);
    const found = await contest(cases, entries, { rounds: 1 });
    for (const { outcomes, disagreements } of found.cases) {
      expect(disagreements).toEqual([]);
      expect(outcomes.map(({ name, note, failed }) => ({ name, note, failed }))).toEqual([
        { name: 'ours, WebAssembly', note: 'kernel wasm' },
        { name: 'ours, op by op', note: 'kernel ops' },
        { name: 'stock tfjs' },
      ]);
    }
  }, 120_000);
});

describe('the suite browser', () => {
  it.each(['ours-page', 'stock-page'])('%s is bundled with nothing that only Node has', async (page) => {
    const bundle = await bundled(join(benchFolder(), 'browser', `${page}.ts`));
    expect(bundle).toContain('contestant');
    expect(bundle).not.toMatch(/from ?["']node:|require\(["']node:/);
  });
});
