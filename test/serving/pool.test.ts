import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { bundledModelFolder } from '../../lib/classifier/bundled-model';
import { NoWorker, scoringPool } from '../../lib/scoring';

const dir = mkdtempSync(join(tmpdir(), 'pool-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Returns a folder with a bundled model. */
function copied(name: 'general' | 'imdb', to: string): string {
  const folder = join(dir, to);
  rmSync(folder, { recursive: true, force: true });
  cpSync(bundledModelFolder(name), folder, { recursive: true });
  return folder;
}

const LONG = Array.from({ length: 64 }, () => 'A good film. '.repeat(40));

it('a worker that cannot load its model is refused, and the others answer its requests', async () => {
  const folder = copied('general', 'model');
  const refused: string[] = [];
  const pool = await scoringPool({ folder }, 2, ({ message }) => refused.push(message));
  rmSync(folder, { recursive: true });
  const [first, second] = await Promise.all([pool.score(LONG), pool.score(LONG)]);
  expect(second.probabilities).toEqual(first.probabilities);
  expect(refused).toEqual([expect.stringContaining(folder)]);
  for (let n = 0; n < 3; n++) expect(await pool.score(['A good film.'])).toMatchObject({ kind: 'scores' });
  pool.close();
});

it('a worker that finds another model is refused, and nothing is answered by it', async () => {
  const folder = copied('general', 'replaced');
  const refused: string[] = [];
  const pool = await scoringPool({ folder }, 2, ({ message }) => refused.push(message));
  copied('imdb', 'replaced');
  const [first, second] = await Promise.all([pool.score(LONG), pool.score(LONG)]);
  expect(second.probabilities).toEqual(first.probabilities);
  expect(second.probabilities).toHaveLength(64 * pool.classes.length);
  const message = `the model in ${folder} was replaced by another one`;
  expect(refused).toEqual([expect.stringContaining(message)]);
  pool.close(); // its only worker ends, and the next one finds the other model
  await vi.waitFor(async () => {
    await expect(pool.score(['A good film.'])).rejects.toThrow(NoWorker);
  }, 20_000);
  copied('general', 'replaced');
  expect(await pool.score(['A good film.'])).toMatchObject({ kind: 'scores' });
  pool.close();
});
