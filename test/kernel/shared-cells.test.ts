import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Client, printed, result, startClient, traceback } from './client';
import { type Folder, folderInRepository } from './folder';
import { faultsOf, SHARED_CASES } from './shared-cells';

let folder: Folder;
let kernel: Client;

beforeAll(async () => {
  folder = folderInRepository();
  kernel = await startClient({ folder: folder.path });
});
afterAll(async () => {
  await kernel.close();
  folder.remove();
});

test.each(SHARED_CASES)('$rule', async ({ cells, files = {} }) => {
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder.path, name), code);
  for (const cell of cells) {
    const outcome = await kernel.execute(cell.code);
    const { ename, evalue, execution_count } = outcome.reply;
    const shown = result(outcome)?.['text/plain'];
    const faults = faultsOf(cell, {
      number: Number(execution_count),
      result: shown === undefined ? undefined : String(shown),
      printed: printed(outcome),
      error: ename ? `${ename}: ${evalue}` : undefined,
      traceback: traceback(outcome),
    });
    expect(faults).toEqual([]);
  }
});

test('the table has at least 60 cases, each with its own rule', () => {
  expect(new Set(SHARED_CASES.map(({ rule }) => rule)).size).toBe(SHARED_CASES.length);
  expect(SHARED_CASES.length).toBeGreaterThanOrEqual(60);
});
