import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  buildIdsMatrix,
  encode,
  loadIdsMatrix,
  rowOf,
  saveIdsMatrix,
  withoutPadding,
} from '../../lib/batches';
import { writeNpy } from '../../lib/files/npy';

const ids = new Map(['the', 'film', 'was', 'slow', 'but', 'warm'].map((word, at) => [word, at + 1]));
const words = { idOf: (word: string) => ids.get(word), unknown: 99 };
const folder = mkdtempSync(join(tmpdir(), 'ids-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('encoding a text', () => {
  it('cleans it and gives unknown words their id', () =>
    expect([...encode('The film,<br />was... dreadful!', words)]).toEqual([1, 2, 3, 99]));
  it('cuts it to the longest length', () =>
    expect([...encode('the film was slow', words, 2)]).toEqual([1, 2]));
  it('says which word has no id where unknown words have none', () =>
    expect(() => encode('the plot', { idOf: words.idOf })).toThrow('"plot" has no id'));
  it('gives a text without words no ids', () => expect([...encode('...', words)]).toEqual([]));
});

describe('the ids matrix', () => {
  it('right-pads short texts with 0 and cuts long ones', async () => {
    const matrix = await buildIdsMatrix(['the film', 'slow but warm the film'], words, { columns: 4 });
    expect(matrix).toEqual({ ids: Int32Array.of(1, 2, 0, 0, 4, 5, 6, 1), rows: 2, columns: 4 });
    expect([...withoutPadding(rowOf(matrix, 0))]).toEqual([1, 2]);
  });

  it('tells how far it is', async () => {
    const seen: number[][] = [];
    await buildIdsMatrix(['the', 'film'], words, { progress: (done, total) => seen.push([done, total]) });
    expect(seen).toEqual([
      [0, 2],
      [2, 2],
    ]);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('stopped by the reader'));
    await expect(buildIdsMatrix(['the'], words, { signal })).rejects.toThrow('stopped by the reader');
  });

  it('comes back from its file as it was', async () => {
    const matrix = await buildIdsMatrix(['the film was warm'], words, { columns: 6 });
    const file = join(folder, 'idsMatrix.npy');
    await saveIdsMatrix(file, matrix);
    expect(await loadIdsMatrix(file)).toEqual(matrix);
  });

  it('refuses a file with another kind of array, saying which', async () => {
    const file = join(folder, 'vectors.npy');
    await writeNpy(file, { dtype: 'f4', data: Float32Array.of(1, 2), shape: [2] });
    await expect(loadIdsMatrix(file)).rejects.toThrow(/vectors\.npy holds f4 \[2\].*i4/);
  });

  it('names a row that it does not have', async () => {
    const matrix = await buildIdsMatrix(['the'], words);
    expect(() => rowOf(matrix, 1)).toThrow('row 1 of an ids matrix with 1 rows');
  });
});
