import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveFolder, type WebServer } from '../../packages/web-server';

let folder: string;
let server: WebServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'served-'));
  writeFileSync(join(folder, 'index.html'), '<p>hello</p>');
  writeFileSync(join(folder, 'answer.ts'), 'export {};');
  server = await serveFolder(folder);
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['', 200, 'text/html'],
  ['index.html?a=1#b', 200, 'text/html'],
  ['answer.ts', 200, 'application/octet-stream'],
  ['missing.js', 404, null],
  ['%zz', 404, null],
])('"%s" is answered with %i, %s', async (path, status, type) => {
  const response = await fetch(`${server.url}${path}`);
  expect([response.status, response.headers.get('content-type')]).toEqual([status, type]);
});
