import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  buildIdsMatrix,
  encodeText,
  loadIdsMatrix,
  rowOf,
  saveIdsMatrix,
  withoutPadding,
} from '../../lib/batches';
import { writeNpy } from '../../lib/files/npy';

const ids = new Map(['the', 'film', 'was', 'slow', 'but', 'warm'].map((word, at) => [word, at + 1]));
const words = { idOf: (word: string) => ids.get(word), unknownId: 99 };
const folder = mkdtempSync(join(tmpdir(), 'ids-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('encodeText', () => {
  it('the text is cleaned, and unknown words get the unknown id', () =>
    expect([...encodeText('The film,<br />was... dreadful!', words)]).toEqual([1, 2, 3, 99]));
  it('a long text is truncated to the maximum length', () =>
    expect([...encodeText('the film was slow', words, 2)]).toEqual([1, 2]));
  it('without an unknown id, an unknown word is refused by name', () =>
    expect(() => encodeText('the plot', { idOf: words.idOf })).toThrow('"plot" has no id'));
  it('a text without words has no token ids', () => expect([...encodeText('...', words)]).toEqual([]));
});

describe('padded token-id matrix', () => {
  it('short texts are right-padded with 0, and long ones truncated', async () => {
    const matrix = await buildIdsMatrix(['the film', 'slow but warm the film'], words, { paddedLength: 4 });
    expect(matrix).toEqual({ ids: Int32Array.of(1, 2, 0, 0, 4, 5, 6, 1), rows: 2, columns: 4 });
    expect([...withoutPadding(rowOf(matrix, 0))]).toEqual([1, 2]);
  });

  it('progress is reported from the first text to the last', async () => {
    const seen: number[][] = [];
    await buildIdsMatrix(['the', 'film'], words, { progress: (done, total) => seen.push([done, total]) });
    expect(seen).toEqual([
      [0, 2],
      [2, 2],
    ]);
  });

  it('an aborted signal stops the encoding', async () => {
    const signal = AbortSignal.abort(new Error('stopped by the user'));
    await expect(buildIdsMatrix(['the'], words, { signal })).rejects.toThrow('stopped by the user');
  });

  it('a saved matrix is loaded unchanged', async () => {
    const matrix = await buildIdsMatrix(['the film was warm'], words, { paddedLength: 6 });
    const file = join(folder, 'idsMatrix.npy');
    await saveIdsMatrix(file, matrix);
    expect(await loadIdsMatrix(file)).toEqual(matrix);
  });

  it('a file with another type of array is refused by its path and type', async () => {
    const file = join(folder, 'vectors.npy');
    await writeNpy(file, { dtype: 'f4', data: Float32Array.of(1, 2), shape: [2] });
    await expect(loadIdsMatrix(file)).rejects.toThrow(/vectors\.npy holds f4 \[2\].*i4/);
  });

  it('a row beyond the last one is refused', async () => {
    const matrix = await buildIdsMatrix(['the'], words);
    expect(() => rowOf(matrix, 1)).toThrow(/has the rows 0 to 0, not 1/);
  });
});
