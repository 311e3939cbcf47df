import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { bundledModelFolder } from '../../lib/classifier/bundled-model';
import { scoringPool } from '../../lib/scoring';

const dir = mkdtempSync(join(tmpdir(), 'pool-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('a worker that cannot load its model fails its requests, and the others go on', async () => {
  const folder = join(dir, 'model');
  cpSync(bundledModelFolder(), folder, { recursive: true });
  const pool = await scoringPool({ folder }, 2);
  rmSync(folder, { recursive: true });
  const texts = Array.from({ length: 64 }, () => 'A good film. '.repeat(40));
  const [first, second] = await Promise.allSettled([pool.score(texts), pool.score(texts)]);
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ status: 'rejected', reason: { message: expect.stringContaining(folder) } });
  for (let n = 0; n < 3; n++) expect(await pool.score(['A good film.'])).toMatchObject({ kind: 'scores' });
  pool.close();
});
