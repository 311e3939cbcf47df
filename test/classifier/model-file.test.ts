import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledModelFolder, loadClassifier } from '../../lib/classifier/load';
import { partsOfModelFile } from '../../lib/classifier/model-file';
import { modelFileOf } from '../../lib/classifier/write-model-file';
import { bundledModel } from '../../packages/build-runtime';
import { CHECKPOINT_FILES } from '../../runtime/checkpoint';
import { readModel, toFloats } from '../../runtime/model-file';

const TEXTS = ['Not a perfect film, but a wonderful one.', 'A dull, endless film.', 'It was ok.', ''];
const folder = bundledModelFolder('imdb');

/** The files of the checkpoint at `/imdb/`, and its model with 8-bit weights at `/model.bin`. */
let server: Server;
let url: string;
let small: Uint8Array;
beforeAll(async () => {
  small = bundledModel('imdb');
  server = createServer(({ url: path = '' }, response) => {
    response.shouldKeepAlive = false; // else fetch may take a connection that is just closing
    const name = CHECKPOINT_FILES.find((file) => path === `/imdb/${file}`);
    const content = path === '/model.bin' ? small : name && readFileSync(join(folder, name));
    response.writeHead(content ? 200 : 404).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

/** Returns the probabilities of the texts by the model at a place. */
async function probabilitiesAt(place: string): Promise<number[]> {
  const classifier = await loadClassifier(place);
  const probabilities = await classifier.predictProbabilities(TEXTS);
  classifier.model.dispose();
  return [...probabilities];
}

function largestDifference(one: readonly number[], other: readonly number[]): number {
  return Math.max(...one.map((value, at) => Math.abs(value - other[at]!)));
}

describe('loadClassifier', () => {
  it('reads a checkpoint from a URL, and predicts what it does from its folder', async () => {
    const [near, far] = [await probabilitiesAt(folder), await probabilitiesAt(`${url}/imdb/`)];
    expect(largestDifference(near, far)).toBeLessThan(1e-6);
  });

  it('reads a file of lstm-sentiment from a URL or a path, with 8-bit weights', async () => {
    const file = join(tmpdir(), `model-${process.pid}.bin`);
    await writeFile(file, small);
    const [near, far] = [await probabilitiesAt(file), await probabilitiesAt(`${url}/model.bin`)];
    expect(near).toEqual(far);
    expect(largestDifference(near, await probabilitiesAt(folder))).toBeLessThan(0.01);
    await expect(loadClassifier(file, { vectors: 'mine.vec' })).rejects.toThrow(/leave out mine.vec/);
  });

  it('reads what modelFileOf writes: the same model again', async () => {
    const parts = await partsOfModelFile(small, 'small.bin');
    const again = await modelFileOf(parts, parts.record.system);
    parts.model.dispose();
    const [one, other] = [small, again].map((file) => readModel(file, 'model.bin'));
    expect(other!.words).toEqual(one!.words);
    expect(other!.settings).toEqual({ ...one!.settings, branches: other!.settings.branches });
    expect(Object.keys(other!.weights).sort()).toEqual(Object.keys(one!.weights).sort());
    for (const [name, weight] of Object.entries(one!.weights)) {
      const [before, after] = [toFloats(weight), toFloats(other!.weights[name]!)];
      const largest = before.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(before.every((value, at) => Math.abs(value - after[at]!) <= 1e-6 * largest)).toBe(true);
    }
  });

  it('says what is wrong with an address or a file', async () => {
    await expect(loadClassifier(`${url}/other.bin`)).rejects.toThrow(
      `${url}/other.bin cannot be fetched: 404 Not Found`,
    );
    await expect(loadClassifier('http://127.0.0.1:1/')).rejects.toThrow(/cannot be fetched: /);
    await expect(loadClassifier(__filename)).rejects.toThrow(/is no model of lstm-sentiment/);
  });
});
