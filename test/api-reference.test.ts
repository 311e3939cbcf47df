import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeApiReference } from '../site/api-reference';
import { deadLinks } from '../site/dead-links';

let site: string;
beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), 'api-'));
  writeFileSync(join(site, 'index.html'), '<!doctype html><a href="api/index.html">API</a>');
  await writeApiReference(join(site, 'api'), '../index.html'); // throws when TypeDoc warns
}, 120_000);
afterAll(() => rmSync(site, { recursive: true }));

test('the API reference has a page for each folder of lib/ and no dead links', () => {
  for (const module of ['sentiment-lab', 'layers', 'text', 'training'])
    expect(existsSync(join(site, 'api', 'modules', `${module}.html`)), module).toBe(true);
  expect(deadLinks(site)).toEqual([]);
});
