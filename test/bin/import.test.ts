import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { importCommand } from '../../bin/import';
import { predictCommand } from '../../bin/predict';
import { ready } from '../../lib/backend';
import { catchOutput, outputOf } from './command-output';

const at = (name: string) => join(__dirname, '..', 'importers', 'fixtures', name);
const dir = mkdtempSync(join(tmpdir(), 'import-'));
beforeAll(async () => {
  await ready();
});
afterAll(() => rmSync(dir, { recursive: true }));
beforeEach(catchOutput);

describe('import', () => {
  it('writes a checkpoint that predicts, and says what it decided', async () => {
    const out = join(dir, 'imdb');
    const said = await outputOf(
      importCommand(),
      at('imdb.keras'),
      ...['--vocabulary', at('word-index.json'), '--index_from', '3', '--classes', 'bad,good'],
      ...['--out', out],
    );
    expect(said).toMatch(/imdb\.keras \(Keras 3\.\d+\.\d+\): classes bad, good\n/);
    expect(said).toMatch(
      /split as by Tokenizer; cut to the last 9 tokens\npadding: in front, which the model reads\n/,
    );
    expect(said).toMatch(/every text begins with the start token/);
    vi.restoreAllMocks();
    catchOutput();
    expect(await outputOf(predictCommand(), '--checkpoints_dir', out, 'A dull film.')).toMatch(
      /^(bad|good) /,
    );
  });

  it('refuses a folder with content, and wrong classes', async () => {
    await expect(outputOf(importCommand(), at('text.keras'), '--out', __dirname)).rejects.toThrow(
      /is not empty/,
    );
    await expect(
      outputOf(importCommand(), at('text.keras'), '--out', join(dir, 'x'), '--classes', 'a,a'),
    ).rejects.toThrow(/two or more different names/);
  });
});
